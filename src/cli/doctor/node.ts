import { type Finding, fail, ok, warn } from './finding.js';

const OLDEST = 20;
/** What cdktf-cli 0.21 was made and tried with. */
const TRIED = [20, 22];

/** Quorate runs on Node 20 and newer; cdktf-cli is pickier. */
export function checkNode(version: string = process.versions.node): Finding {
  const major = Number.parseInt(version, 10);
  const fix = `Install Node.js ${TRIED.toReversed().join(' or ')}.`;
  if (major < OLDEST) return fail('node', `Node.js ${OLDEST} or newer is needed, this is ${version}`, fix);
  if (TRIED.includes(major)) return ok('node', `Node.js ${version}`);
  return warn('node', `Node.js ${version}: cdktf-cli is tried with ${TRIED.join(' and ')} only`, fix);
}

import { type Check, ok } from './finding.js';
import { outputOf } from './program-version.js';

/** Go builds engines where no release can be reached; without it nothing is wrong. */
export const checkGo: Check = async (surroundings) => {
  const output = await outputOf('go', ['version'], surroundings);
  const version = /go(\d\S*)/.exec(output?.replace('go version ', '') ?? '')?.[1];
  return ok(
    'go',
    version ? `Go ${version}` : 'not installed; only needed to build engines where no release can be reached',
  );
};

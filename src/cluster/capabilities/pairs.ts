import type { EngineName, EngineRelease } from '../../schema/index.js';
import type { PairVerdict } from './capabilities.js';
import { compareVersions, parseVersion } from './versions.js';

/** A range of moves that is known to break a mixed cluster. Bounds are inclusive. */
interface BrokenPair {
  readonly engine: EngineName;
  readonly fromBelow: string;
  readonly toAtLeast: string;
  readonly toAtMost: string;
  readonly reason: string;
  readonly wayRound: string;
}

/** Source: openbao/openbao issue 3899, and our own measurement with 2.5.5. */
const BROKEN: readonly BrokenPair[] = [
  {
    engine: 'openbao',
    fromBelow: '2.6.0',
    toAtLeast: '2.6.0',
    toAtMost: '2.6.2',
    reason:
      'OpenBao 2.6 renamed request forwarding on the wire: its standbys cannot forward to an older leader, answer 307 instead and never become voters',
    wayRound:
      'Stay on the newest 2.5 release, or move through a snapshot: deploy a new environment with the new version and restore the snapshot there.',
  },
];

/** How many minor releases a mixed cluster may span; further apart nobody has tried it. */
const MINOR_SPAN = 2;

const ALLOWED: PairVerdict = { verdict: 'allowed' };

/** Judges whether a cluster may hold both releases for the time of a rollout (law 10). */
export function judgePair(from: EngineRelease, to: EngineRelease): PairVerdict {
  const move = `${from.name} ${from.version} → ${to.name} ${to.version}`;
  if (from.name !== to.name) {
    return {
      verdict: 'refused',
      reason: `${move}: a cluster cannot mix engines`,
      wayRound: 'Deploy a new environment with the other engine and move the data with its own tools.',
    };
  }
  const order = compareVersions(from.version, to.version);
  if (order === 0) return ALLOWED;
  if (order > 0) {
    return {
      verdict: 'refused',
      reason: `${move} is a downgrade: the newer version may have changed the stored data`,
      wayRound: 'Restore the pre-upgrade snapshot into the old image: quorate rollback ENV --restore.',
    };
  }
  const broken = BROKEN.find((pair) => matches(pair, from, to));
  if (broken !== undefined)
    return { verdict: 'refused', reason: `${move}: ${broken.reason}`, wayRound: broken.wayRound };
  return judgeSpan(from, to, move);
}

function matches(pair: BrokenPair, from: EngineRelease, to: EngineRelease): boolean {
  return (
    pair.engine === from.name &&
    compareVersions(from.version, pair.fromBelow) < 0 &&
    compareVersions(to.version, pair.toAtLeast) >= 0 &&
    compareVersions(to.version, pair.toAtMost) <= 0
  );
}

function judgeSpan(from: EngineRelease, to: EngineRelease, move: string): PairVerdict {
  const [fromMajor, fromMinor] = parseVersion(from.version);
  const [toMajor, toMinor] = parseVersion(to.version);
  if (fromMajor === toMajor && toMinor - fromMinor <= MINOR_SPAN) return ALLOWED;
  return {
    verdict: 'unknown',
    reason: `${move} spans more than ${MINOR_SPAN} minor releases: nobody has tried a cluster of both`,
  };
}

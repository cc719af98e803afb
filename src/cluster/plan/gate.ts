import { compareVersions } from '../capabilities/index.js';
import type { NodeReport } from '../model/index.js';
import { gateTime } from './gate-time.js';
import { formerSeal, sealInForce } from './seal.js';
import { factsOf, nodeOf, type Situation } from './situation.js';
import { isInSync, lagOf } from './sync.js';

/** Whether a newcomer has passed every gate of law 5: proven by a write, and serving and in sync now. */
export function isTrusted(situation: Situation, id: string): boolean {
  if (situation.established.includes(id)) return true;
  return (
    factsOf(situation, id).writeProvenAt !== null &&
    situation.live.has(id) &&
    isInSync(nodeOf(situation, id), situation.observed)
  );
}

/** Why a newcomer cannot be trusted, now and for good; null while nothing speaks against it. */
export function findingOf(situation: Situation, id: string): string | null {
  const facts = factsOf(situation, id);
  if (facts.gateFailure !== null) return facts.gateFailure;
  if (hasArrived(situation, id)) return null;
  const { report } = nodeOf(situation, id);
  if (report === null) return silent(situation, id) ?? overdue(situation, id);
  return (
    mismatch(situation, id, report) ?? selfRemoved(situation, id) ?? silent(situation, id) ?? overdue(situation, id)
  );
}

function hasArrived(situation: Situation, id: string): boolean {
  const { report } = nodeOf(situation, id);
  const proven = factsOf(situation, id).writeProvenAt !== null;
  return situation.voters.includes(id) && proven && report?.admitted === true;
}

/** What differs from the image and the cluster that were asked for; checked before the join as well as after it. */
function mismatch(situation: Situation, id: string, report: NodeReport): string | null {
  const { engine, seal } = situation.desired;
  // Members are moved to another seal once they are trusted; who is none yet comes with one that it can join with.
  const former = situation.members.has(id) || seal === 'shamir' ? formerSeal(situation) : null;
  const seals = [seal, sealInForce(situation), former, factsOf(situation, id).sealAsked];
  if (report.release !== null && report.release.name !== engine.name) {
    return `its image holds ${report.release.name}, expected ${engine.name}`;
  }
  const version = report.version ?? report.release?.version ?? null;
  if (version !== null && compareVersions(version, engine.version) !== 0) {
    return `it runs version ${version}, expected ${engine.version}`;
  }
  // One that was configured before the seal changed is started with the new one.
  const isCurrent = nodeOf(situation, id).configuration === 'current';
  if (isCurrent && report.sealType !== null && !seals.includes(report.sealType)) {
    return `its seal is ${report.sealType}, expected ${seal}`;
  }
  const expected = situation.observed.cluster?.clusterId ?? null;
  if (report.clusterId !== null && expected !== null && report.clusterId !== expected) {
    return `it belongs to cluster ${report.clusterId}, expected ${expected}`;
  }
  return null;
}

/** How long the engine of a new machine may be silent, milliseconds: one that starts answers within seconds. */
const SILENCE = 30_000;

/** An engine that its agent starts again and again: no patience makes it better. */
function silent(situation: Situation, id: string): string | null {
  const { silentSince } = factsOf(situation, id);
  const { report } = nodeOf(situation, id);
  if (report === null || silentSince === null || situation.now - silentSince <= SILENCE) return null;
  return `it has its engine ${report.process} and silent for ${SILENCE / 1000} s${withReason(report)}`;
}

/** A joiner that was wiped for it (`renewSelfRemoved`), and did it again and again. */
function selfRemoved(situation: Situation, id: string): string | null {
  const { resetAskedAt } = factsOf(situation, id);
  const gate = gateTime(situation);
  const removed = situation.members.has(id) && nodeOf(situation, id).report?.removed === true;
  if (!removed || resetAskedAt === null || situation.now - resetAskedAt <= gate) return null;
  return `it took itself for removed while it replayed its first log, and to wipe it did not help for ${Math.round(gate / 1000)} s`;
}

/** A member that has not passed its gates and comes no nearer, with the last state seen. */
function overdue(situation: Situation, id: string): string | null {
  if (!isLate(situation, id)) return null;
  return `it was not trusted within ${Math.round(gateTime(situation) / 1000)} s: ${lastState(situation, id)}`;
}

/** Whether a member has used up its gate's time: much data to load is no failure as long as it comes nearer. */
export function isLate(situation: Situation, id: string): boolean {
  const { memberSince, nearest } = factsOf(situation, id);
  if (memberSince === null) return false;
  return situation.now - Math.max(memberSince, nearest?.at ?? memberSince) > gateTime(situation);
}

function lastState(situation: Situation, id: string): string {
  const node = nodeOf(situation, id);
  const { report } = node;
  if (report === null) return `its agent cannot be reached (machine ${node.machine})`;
  if (report.process !== 'running') return `its engine is ${report.process}${withReason(report)}`;
  if (report.sealed === null) return `its engine answers nothing${withReason(report)}`;
  if (report.sealed) return `it is sealed${withReason(report)}`;
  const lag = lagOf(node, situation.observed);
  if (!isInSync(node, situation.observed)) return `it is ${lag ?? 'an unknown number of'} entries behind the leader`;
  return `its health code is ${report.healthCode ?? 'unknown'}`;
}

function withReason(report: NodeReport): string {
  return report.lastError === null ? '' : ` (${report.lastError})`;
}

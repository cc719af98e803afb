import type { NodeReport, ObservedNode } from '../model/index.js';
import { factsOf, nodeOf, type Situation } from './situation.js';

/**
 * The seal of the cluster's storage: what the engine that leads runs with. One that a migration passed may come to lead
 * as well; then it is the seal that was recorded. Null while nobody says.
 */
export function sealInForce(situation: Situation): string | null {
  const { leader } = situation;
  const { custody } = situation.observed;
  if (leader === null) return null;
  const leads = nodeOf(situation, leader).report?.sealType ?? null;
  const hasMigrated = factsOf(situation, leader).sealAsked === leads;
  return leads === null || hasMigrated || custody.state !== 'confirmed' ? leads : (custody.seal ?? leads);
}

/** The seal that members may still have while the cluster has been moved to the desired one; null where there is none. */
export function formerSeal({ desired }: Situation): string | null {
  return desired.seal === 'shamir' ? desired.formerSeal : 'shamir';
}

/** Members that run with another seal than the desired one, in the order of the raft configuration. */
export function sealBehind(situation: Situation): readonly string[] {
  const { servers, desired, established } = situation;
  const members = servers.filter(({ id, voter }) => {
    // A newcomer that comes with a seal of its own is a matter of its gate.
    const { report } = nodeOf(situation, id);
    const isOurs = report?.sealType === formerSeal(situation) || report?.sealType === factsOf(situation, id).sealAsked;
    return voter || established.includes(id) || isOurs;
  });
  return members
    .map(({ id }) => id)
    .filter((id) => {
      const { report } = nodeOf(situation, id);
      if (report?.process !== 'running' || report.sealType === null) return false;
      if (report.sealed !== false && (report.shares ?? 0) === 0) return false;
      return report.sealType !== desired.seal || wasPassed(situation, report);
    });
}

/** Whether a node still runs with the desired seal from before a migration that is now reversed: it could not seal anew. */
function wasPassed(situation: Situation, report: NodeReport): boolean {
  const { seal } = situation.desired;
  const inForce = sealInForce(situation);
  return inForce !== null && inForce !== seal && report.sealType === seal && report.migration === false;
}

/** Whether it is shares that a sealed engine waits for: those of Shamir, or those of a migration. */
export function takesShares(situation: Situation, report: NodeReport | null): boolean {
  if (report?.migration === true) return true;
  const seal = report?.sealType ?? situation.desired.seal;
  // One that was started with the seal of before can only be started again.
  return seal === 'shamir' && (sealInForce(situation) ?? seal) === seal;
}

/** Whether this sealed member waits for a seal that the cluster has left, or may have: started anew it opens, or takes shares. */
export function isLeftBehind(situation: Situation, { id, report, configuration }: ObservedNode): boolean {
  const { desired, observed } = situation;
  const { custody } = observed;
  if (report?.sealType == null || factsOf(situation, id).startAskedAt !== null) return false;
  const isBetween = observed.nodes.some(
    (other) => other.report?.sealed === false && other.report.sealType !== report.sealType,
  );
  if (isBetween && !takesShares(situation, report)) return true;
  // One that was started with what is desired stays as it is when it is started again.
  const canFollow = configuration !== 'current' || !desired.nodes.some((node) => node.id === id);
  const isRecorded = custody.state === 'confirmed' && custody.seal === desired.seal;
  return isRecorded && report.sealType !== desired.seal && canFollow;
}

/** What a migration costs, named before it happens. */
export function sealGap({ voters, desired }: Situation, before: string): string {
  const people = desired.unattendedUnseal ? '' : ', and every node waits for people with their shares';
  if (voters.length === 1) return `there is no other node: nobody is served until it is unsealed${people}`;
  const seconds = desired.seal === 'shamir' ? '0.5 to 2 s' : 'about 0.6 s';
  return `from ${before} to ${desired.seal} writes stop once, for ${seconds}, when leadership moves${people}`;
}

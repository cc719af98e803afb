import type { NodeReport } from '../model/index.js';
import { nodeOf, type Situation } from './situation.js';

/** The seal of the cluster's storage: what the engine that leads runs with. Null while nobody says. */
export function sealInForce(situation: Situation): string | null {
  const { leader } = situation;
  return leader === null ? null : (nodeOf(situation, leader).report?.sealType ?? null);
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
    const isOurs = nodeOf(situation, id).report?.sealType === formerSeal(situation);
    return voter || established.includes(id) || isOurs;
  });
  return members
    .map(({ id }) => id)
    .filter((id) => {
      const { report } = nodeOf(situation, id);
      if (report?.process !== 'running' || report.sealType === null || (report.shares ?? 0) === 0) return false;
      return report.sealType !== desired.seal;
    });
}

/** Whether it is shares that a sealed engine waits for: those of Shamir, or those of a migration. */
export function takesShares(situation: Situation, report: NodeReport | null): boolean {
  if (report?.migration === true) return true;
  const seal = report?.sealType ?? situation.desired.seal;
  // One that was started with the seal of before can only be started again.
  return seal === 'shamir' && (sealInForce(situation) ?? seal) === seal;
}

/** What a migration costs, named before it happens. */
export function sealGap({ voters, desired }: Situation, before: string): string {
  const people = desired.unattendedUnseal ? '' : ', and every node waits for people with their shares';
  if (voters.length === 1) return `there is no other node: nobody is served until it is unsealed${people}`;
  const seconds = desired.seal === 'shamir' ? '0.5 to 2 s' : 'about 0.6 s';
  return `from ${before} to ${desired.seal} writes stop once, for ${seconds}, when leadership moves${people}`;
}

import type { MembershipPlan } from '../../fleet/index.js';
import type { Masker } from '../../mask/masker.js';
import { say } from '../../mask/safe-text.js';
import type { Draft } from '../draft.js';
import { quorumOf, type Situation } from './situation.js';

/** Clusters of this size and more are expected to survive the loss of one voter at every moment. */
const REDUNDANT = 3;

/** What the convergence says about its own steps. */
export function membershipFindings(situation: Situation, masker: Masker): Draft[] {
  const { cluster, converges, arriving, leaving, votersBefore } = situation;
  if (cluster === undefined || !converges) return [];
  const address = masker.text(cluster.raw.address);
  const moves = arriving.length > 0 || leaving.length > 0;
  const { membershipPlan } = cluster;
  if (membershipPlan.state === 'unknown' || (membershipPlan.state === 'none' && moves)) {
    return [
      {
        code: 'QRV-QUORUM-UNKNOWN',
        address,
        title: say`cannot tell whether quorum is kept: the membership plan is not known`,
        cure: say`Cure what the plan warns about, such as nodes that cannot be reached, and plan again.`,
      },
    ];
  }
  if (membershipPlan.state === 'none') return [];
  if (membershipPlan.steps.length === 0 && leaving.length > 0) {
    const title = say`cannot tell whether quorum is kept: machines go and the membership plan is empty`;
    return [{ code: 'QRV-QUORUM-UNKNOWN', address, title }];
  }
  // A first bootstrap passes through one voter, and so does growing out of a single node: nothing was there to lose.
  if (votersBefore !== null && votersBefore < REDUNDANT) return [];
  const worst = membershipPlan.steps.reduce<Step | undefined>(
    (lowest, step) => (lowest === undefined || toleranceOf(step) < toleranceOf(lowest) ? step : lowest),
    undefined,
  );
  if (worst === undefined || votersBefore === null) return [];
  // What was lost before the plan began is not the plan's doing: a repair starts with the tolerance that is left.
  const start = votersBefore - situation.deadBefore - quorumOf(votersBefore);
  const tolerance = toleranceOf(worst);
  if (tolerance >= Math.min(1, start)) return [];
  const step = masker.text(worst.step);
  if (tolerance < 0) {
    const title = say`"${step}" leaves fewer live voters than its quorum of ${worst.quorum}`;
    return [{ code: 'QRV-QUORUM-LOST', address, title }];
  }
  return [{ code: 'QRV-QUORUM-TOLERANCE', address, title: say`after "${step}" no voter may fail for a while` }];
}

type Step = Extract<MembershipPlan, { state: 'known' }>['steps'][number];

/** The lower of what the step claims and what its own figures come to. */
function toleranceOf({ voters, quorum, tolerance }: Step): number {
  return Math.min(tolerance, voters - quorum);
}

import type { MembershipPlan, PartKind } from '../../fleet/index.js';
import type { Masker } from '../../mask/masker.js';
import { counted, type SafeText, say } from '../../mask/safe-text.js';
import type { Fate, Moment } from '../../model/index.js';
import { quorumOf, type Situation } from './situation.js';

/** The apply as a sequence of moments, with what the cluster can rely on at each. */
export function momentsOf(situation: Situation, masker: Masker): Moment[] {
  const { votersBefore, votersAfter, destroyedFirst, arriving, leaving, cluster, converges } = situation;
  const moments: Moment[] = [];
  let figures = figuresOf(votersBefore, situation.deadBefore);
  const at = (what: SafeText) => {
    moments.push({ what, ...figures });
  };

  if (votersBefore !== 0) at(say`now`);
  if (destroyedFirst.length > 0) {
    figures = lose(figures, destroyedFirst.filter(({ alive }) => alive).length);
    at(say`${counted(destroyedFirst.length, 'old machine')} destroyed`);
  }
  if (arriving.length > 0) at(say`${counted(arriving.length, 'new machine')} created`);
  const enrolled = countParts(situation, 'member', COMING);
  if (enrolled > 0) at(say`${counted(enrolled, 'member')} enrolled`);
  const attached = countParts(situation, 'attachment', COMING);
  if (attached > 0) at(say`${counted(attached, 'machine')} attached to the balancer`);
  if (converges && cluster !== undefined && (figures.tolerance ?? 0) < 0) {
    at(say`the convergence cannot run: there is no quorum to change the membership`);
    return moments;
  }
  if (converges && cluster !== undefined) {
    for (const { step, reason, voters, quorum, tolerance } of stepsOf(cluster.membershipPlan)) {
      figures = { voters, quorum, tolerance };
      at(reason === '' ? masker.text(step) : say`${masker.text(step)} — ${masker.text(reason)}`);
    }
    if (cluster.membershipPlan.state === 'unknown') {
      figures = figuresOf(null, 0);
      at(say`the membership converges, in steps that are not known yet`);
    }
    figures = figuresOf(votersAfter, 0);
  }
  const detached = countParts(situation, 'attachment', ['replace', 'destroy']);
  if (detached > 0) at(say`${counted(detached, 'old machine')} drained and detached`);
  const removed = leaving.filter(({ destroyedFirst: gone }) => !gone);
  if (removed.length > 0) {
    if (!converges) figures = lose(figures, removed.filter(({ alive }) => alive).length);
    at(say`${counted(removed.length, 'old machine')} destroyed`);
  }
  return moments;
}

const COMING: readonly Fate[] = ['create', 'replace'];

type Figures = Omit<Moment, 'what'>;

function figuresOf(voters: number | null, dead: number): Figures {
  if (voters === null || voters === 0) return { voters, quorum: null, tolerance: null };
  return { voters, quorum: quorumOf(voters), tolerance: voters - dead - quorumOf(voters) };
}

/** Voters that stop without being removed: they still count for the quorum, but cannot vote. */
function lose(figures: Figures, count: number): Figures {
  const { voters, tolerance } = figures;
  return voters === null || tolerance === null ? figures : { ...figures, voters, tolerance: tolerance - count };
}

function stepsOf(plan: MembershipPlan) {
  return plan.state === 'known' ? plan.steps : [];
}

function countParts({ fleet }: Situation, kind: PartKind, fates: readonly Fate[]): number {
  return fleet.parts.filter((part) => part.kind === kind && fates.includes(part.fate)).length;
}

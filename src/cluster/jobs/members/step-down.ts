import { setTimeout as delay } from 'node:timers/promises';
import { deployCommand, QuorateError } from '../../../schema/index.js';
import { STEP_DOWN_SLEEP } from '../../model/index.js';
import type { Situation } from '../../plan/index.js';
import { isInSync } from '../../plan/sync.js';
import { stepDown } from '../../steps/membership.js';
import type { Job, JobStep, Preparation } from '../job.js';
import { awaitSituation, whoServes } from '../support/await-situation.js';
import { assertLed, assertOneVersion } from '../support/preconditions.js';
import { remember, settledSituation } from '../support/situation.js';

const SUCCESSION_MS = 30_000;

/** Who led, and who leads now. */
export interface LeadershipMove {
  readonly from: string;
  readonly to: string;
  /** From the request until another node was seen to lead, milliseconds. */
  readonly duration_ms: number;
}

/** The active node gives up leadership. Which voter follows it cannot be chosen. */
export const stepDownJob: Preparation<LeadershipMove> = async (context): Promise<Job<LeadershipMove>> => {
  const situation = await settledSituation(context);
  const from = assertLed(situation);
  assertOneVersion(situation);
  assertSuccessor(situation, from);
  let move: LeadershipMove | undefined;
  return {
    steps: [
      ...spacing(situation),
      {
        step: `step down ${from}`,
        reason: 'its leadership was asked to move; the voter with the newest log follows, which cannot be chosen',
        run: async (work) => {
          await remember(work, (facts) => ({ ...facts, lastLeadershipMoveAt: Date.now() }));
          const asked = performance.now();
          await stepDown(work, from);
          const to = await awaitSituation(work, {
            what: `have another leader than ${from}`,
            deadlineMs: SUCCESSION_MS,
            seen: ({ leader }) => (leader !== null && leader !== from ? leader : undefined),
            last: whoServes,
          });
          move = { from, to, duration_ms: Math.round(performance.now() - asked) };
        },
      },
    ],
    conclude: async () => {
      if (move) return move;
      throw new Error('leadership has moved once the step has run');
    },
  };
};

/** A node that stepped down sleeps for ten seconds: a second move meanwhile leaves the cluster without a leader. */
function spacing({ facts, now }: Situation): JobStep[] {
  const left = (facts.lastLeadershipMoveAt ?? 0) + STEP_DOWN_SLEEP - now;
  if (left <= 0) return [];
  return [
    {
      step: `wait ${Math.ceil(left / 1000)} s`,
      reason: 'leadership has just moved, and the node that gave it up sleeps for ten seconds',
      run: async ({ signal }) => await delay(left, undefined, { signal }),
    },
  ];
}

function assertSuccessor(situation: Situation, leader: string): void {
  const { observed, voters, live, desired } = situation;
  const able = observed.nodes.filter(
    (node) => node.id !== leader && voters.includes(node.id) && live.has(node.id) && isInSync(node, observed),
  );
  // The voter that steps down takes part in the election, but cannot win it for ten seconds.
  if (able.length > 0 && situation.voters.filter((id) => live.has(id)).length > voters.length / 2) return;
  throw new QuorateError(
    'QRT-NO-SUCCESSOR',
    `${leader} leads ${voters.length} voters, and no other live voter is in sync: the cluster would be without a leader`,
    `Bring back its voters first: ${deployCommand(desired.environment)}.`,
  );
}

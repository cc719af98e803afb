import { waitUntil } from '../../../process/index.js';
import { QuorateError, reasonOf } from '../../../schema/index.js';
import type { ObservedNode } from '../../model/index.js';
import type { Situation } from '../../plan/index.js';
import { isInSync } from '../../plan/sync.js';
import type { StepContext } from '../../steps/context.js';
import { prove } from '../../steps/prove.js';
import { awaitSituation, whoServes } from '../support/await-situation.js';

const SERVING_MS = 5 * 60_000;
const PROOF_MS = 30_000;

/** Waits until these voters follow an active node again, by their own word: the leader hears of it seconds later. */
export async function awaitFollowing(work: StepContext, voters: readonly string[]): Promise<void> {
  await awaitVoters(work, voters, (_, { report }) => report?.sealed === false);
}

/** Waits until these voters follow an active node by its word, too. @returns the leader */
export function awaitServing(work: StepContext, voters: readonly string[]): Promise<string> {
  return awaitVoters(work, voters, ({ live }, { id }) => live.has(id));
}

/** A write through every one of them, without redirects: a standby that looks for an old leader is found here. */
export async function proveEveryVoter(work: StepContext, voters: readonly string[]): Promise<void> {
  await Promise.all(voters.map((voter) => proveVoter(work, voter)));
}

async function proveVoter(work: StepContext, voter: string): Promise<void> {
  let last = 'it was not asked';
  const attempt = async () => {
    try {
      await prove(work, voter);
      return true as const;
    } catch (error) {
      last = reasonOf(error);
      return undefined;
    }
  };
  const proven = await waitUntil(attempt, { deadlineMs: PROOF_MS, intervalMs: 200, signal: work.signal });
  if (proven !== true) throw unproven(work, voter, last);
}

function awaitVoters(
  work: StepContext,
  voters: readonly string[],
  isBack: (situation: Situation, node: ObservedNode) => boolean,
): Promise<string> {
  return awaitSituation(work, {
    what: 'serve with all its voters',
    deadlineMs: SERVING_MS,
    last: whoServes,
    seen: (situation) => {
      const { leader, observed } = situation;
      const back = observed.nodes.filter((node) => isBack(situation, node) && isInSync(node, observed));
      return leader !== null && voters.every((voter) => back.some(({ id }) => id === voter)) ? leader : undefined;
    },
  });
}

function unproven({ spec }: StepContext, voter: string, last: string): QuorateError {
  return new QuorateError(
    'QRT-NOT-REACHED',
    `${voter} was expected to take a write within ${PROOF_MS / 1000} s; last seen: ${last}`,
    `Have it join afresh: quorate rejoin ${spec.environment} ${voter}, or move leadership: quorate step-down ${spec.environment}.`,
  );
}

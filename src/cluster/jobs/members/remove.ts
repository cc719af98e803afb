import { FactsStore } from '../../facts-store.js';
import { noteBeforeStep } from '../../plan/index.js';
import { isRemovalConfirmed } from '../../plan/may-stop.js';
import { remove } from '../../steps/membership.js';
import type { Job, JobContext, JobStep, Preparation } from '../job.js';
import { awaitSituation, whoServes } from '../support/await-situation.js';
import { assertLed, assertOneVersion } from '../support/preconditions.js';
import { remember, settledSituation } from '../support/situation.js';
import { afterRemoval, assertMayBeRemoved } from './may-be-removed.js';

const CONFIRMATION_MS = 30_000;

/** What a removal left. */
export interface RemovedMember {
  readonly removed: string;
  readonly voters: readonly string[];
  readonly quorum: number;
  readonly tolerance: number;
}

/**
 * Removes a member that the cluster is better off without: a dead peer, or one without a vote.
 *
 * @param lost the operator's word that a node which cannot be reached will not come back (law 9)
 */
export function removeJob(node: string, lost: boolean): Preparation<RemovedMember> {
  return async (context, brokenOff): Promise<Job<RemovedMember>> => {
    const seen = await settledSituation(context);
    const facts = lost ? { ...seen.facts, declaredLost: [...seen.facts.declaredLost, node] } : seen.facts;
    const situation = { ...seen, facts, observed: { ...seen.observed, facts } };
    const leader = assertLed(situation);
    assertOneVersion(situation);
    const out = lost
      ? removal(node, 'it will not come back, by the word of the operator')
      : removal(node, 'a member that does not serve counts in every vote');
    const isOut = !situation.members.has(node) && brokenOff.includes(out.step);
    const after = isOut ? afterRemoval(situation, node) : assertMayBeRemoved(situation, node, leader);
    return {
      steps: lost ? [declareLost(node), out] : [out],
      conclude: async () => ({ removed: node, ...after }),
    };
  };
}

/** Takes the node out of the raft configuration and reads twice that it is gone: autopilot can bring it back (law 2). */
export function removal(node: string, reason: string): JobStep {
  return {
    step: `remove ${node}`,
    reason,
    run: async (work) => {
      await work.access.platform
        .agent(node)
        .then((agent) => agent.setAdmitted(false))
        .catch(() => undefined);
      await remember(work, (facts) => noteBeforeStep(facts, { type: 'remove', node }, Date.now()));
      await remove(work, node);
      await confirmRemoval(work, node);
    },
  };
}

function declareLost(node: string): JobStep {
  return {
    step: `declare ${node} lost`,
    reason: 'unknown is not down: only its operator can say that it will not come back',
    run: (work) => remember(work, (facts) => ({ ...facts, declaredLost: [...new Set([...facts.declaredLost, node])] })),
  };
}

async function confirmRemoval(work: JobContext, node: string): Promise<void> {
  const memory = new FactsStore(work.access.store);
  await awaitSituation(work, {
    what: `be without ${node} in two readings`,
    deadlineMs: CONFIRMATION_MS,
    last: whoServes,
    seen: async ({ facts, members, desired }) => {
      await memory.write(facts);
      return !members.has(node) && isRemovalConfirmed(facts, node, desired.timing.confirmation) ? true : undefined;
    },
  });
}

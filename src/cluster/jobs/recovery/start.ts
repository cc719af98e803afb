import { who } from '../../../operation/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { Situation } from '../../plan/index.js';
import { isInSync } from '../../plan/sync.js';
import { snapshot } from '../../steps/snapshot.js';
import type { Job, JobStep, Preparation } from '../job.js';
import { assertOneVersion } from '../support/preconditions.js';
import { remember, settledSituation } from '../support/situation.js';
import { halt } from './alone.js';
import { haltingOrder } from './order.js';

/** The node whose storage can be worked on, and those that are stopped meanwhile. */
export interface StartedRecovery {
  readonly node: string;
  readonly halted: readonly string[];
}

/**
 * Stops every node and starts one of them in the engine's recovery mode, in which storage can be read and deleted with
 * a recovery token. The cluster serves nobody until `recover finish`.
 */
export function startRecoveryJob(node: string): Preparation<StartedRecovery> {
  return async (context): Promise<Job<StartedRecovery>> => {
    const situation = await settledSituation(context);
    assertRecoverable(situation, node);
    const reached = situation.observed.nodes.filter(({ report }) => report?.hasData === true).map(({ id }) => id);
    const halted = haltingOrder(reached, situation.leader, node);
    return {
      steps: [
        ...(situation.leader === null ? [] : [safety(situation.leader)]),
        announce(node),
        ...halted.map((id) => halt(id, 'no node may serve or vote while the storage of another is changed')),
        {
          step: `start ${node} in recovery mode`,
          reason: 'alone, so that what is changed in its storage is what the cluster goes on with',
          run: async ({ access }) => await (await access.platform.agent(node)).recover('raw'),
        },
      ],
      conclude: async () => ({ node, halted }),
    };
  };
}

function safety(leader: string): JobStep {
  return {
    step: 'take a safety snapshot',
    reason: `${leader} still leads, and what is deleted in recovery mode comes back from nowhere else`,
    run: async (work) => void (await snapshot(work, 'safety', 'before a recovery')),
  };
}

/** Before anything stops: whoever finds the nodes stopped has to find why. */
function announce(node: string): JobStep {
  return {
    step: `note the recovery of ${node}`,
    reason: 'deploys are refused from here on, until it is finished',
    run: (work) =>
      remember(work, (facts) => ({
        ...facts,
        recovery: { by: who(), node, since: new Date().toISOString() },
      })),
  };
}

function assertRecoverable(situation: Situation, node: string): void {
  const { observed, desired, facts, voters, leader } = situation;
  const { environment } = desired;
  if (facts.recovery !== null && facts.recovery.node !== node) {
    throw new QuorateError(
      'QRT-RECOVERY-UNDERWAY',
      `${facts.recovery.node} is in recovery mode already, since ${facts.recovery.since}`,
      `End it first: quorate recover finish ${environment}.`,
    );
  }
  assertOneVersion(situation);
  const silent = observed.nodes.filter(({ machine, report }) => machine === 'running' && report === null);
  if (silent.length > 0) {
    throw new QuorateError(
      'QRT-NODE-UNREACHABLE',
      `${silent.map(({ id }) => id).join(', ')} does not answer and may go on serving`,
      'Bring its agent back, or stop its machine. Nothing was changed.',
    );
  }
  const found = observed.nodes.find(({ id }) => id === node);
  if (found?.report?.hasData !== true) {
    throw new QuorateError(
      'QRT-NOT-A-MEMBER',
      `${node} is no node of ${environment} that holds data`,
      `\`quorate status ${environment}\` lists the nodes. Nothing was changed.`,
    );
  }
  if (leader === null || (voters.includes(node) && (node === leader || isInSync(found, observed)))) return;
  throw new QuorateError(
    'QRT-NOT-IN-SYNC',
    `${node} does not hold everything that ${leader}, which leads, has acknowledged: it would be lost`,
    `Recover ${leader} instead, or let ${node} catch up first.`,
  );
}

import { waitUntil } from '../../../process/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { StepContext } from '../../steps/context.js';
import { unseal } from '../../steps/unseal.js';
import type { JobStep } from '../job.js';
import { proveEveryVoter } from '../restore/serving.js';
import { awaitSituation, whoServes } from '../support/await-situation.js';
import { settledSituation } from '../support/situation.js';

const UNSEALED_MS = 30_000;
const ACTIVE_MS = 60_000;

/** Stops a node's engine, and keeps it stopped over restarts of its agent. */
export function halt(node: string, reason: string): JobStep {
  return {
    step: `stop ${node}`,
    reason,
    run: async ({ access }) => await (await access.platform.agent(node)).recover('halted'),
  };
}

/** Wipes a node whose data is another log than that of the one that goes on. */
export function wipe(node: string): JobStep {
  return {
    step: `wipe ${node}`,
    reason: 'with its old data it would campaign for ever; it joins afresh',
    run: async ({ access }) => await (await access.platform.agent(node)).wipe(),
  };
}

/**
 * Has a node forget every other member and lead alone, proven by a write. Nothing happens to one that does so already.
 *
 * @throws QuorateError `QRT-UNSEAL-NEEDED` where its shares are with people
 */
export async function goOnAlone(work: StepContext, node: string): Promise<void> {
  if ((await settledSituation(work)).leader !== node) {
    const agent = await work.access.platform.agent(node);
    // Shares that were given meanwhile would be lost with another restart.
    if ((await agent.status()).engine.sealed !== true) await agent.recover('alone');
    await awaitUnsealed(work, node);
  }
  work.access.logins.forget();
  await awaitSituation(work, {
    what: `be led by ${node}, its only member`,
    deadlineMs: ACTIVE_MS,
    last: whoServes,
    seen: ({ leader, members }) => (leader === node && members.size === 1 ? true : undefined),
  });
  await proveEveryVoter(work, [node]);
}

async function awaitUnsealed(work: StepContext, node: string): Promise<void> {
  const { access, spec, signal } = work;
  const agent = await access.platform.agent(node);
  const isUnsealed = async () => ((await agent.status()).engine.sealed === false ? (true as const) : undefined);
  if (spec.seal.type === 'shamir') {
    if (spec.custody.type !== 'lab' && (await isUnsealed()) !== true) throw sharesNeeded(spec.environment, node);
    await unseal(work, node);
  }
  if (await waitUntil(isUnsealed, { deadlineMs: UNSEALED_MS, intervalMs: 100, signal })) return;
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `${node} was started and expected to be unsealed within ${UNSEALED_MS / 1000} s; it is not`,
    'Read logs/engine.log of its machine, and whether its seal can be reached; the same command can be run again.',
  );
}

function sharesNeeded(environment: string, node: string): QuorateError {
  return new QuorateError(
    'QRT-UNSEAL-NEEDED',
    `${node} is started and sealed, and the shares are with people`,
    `Each share holder runs \`quorate unseal ${environment} --node ${node}\`; then run the same command again.`,
  );
}

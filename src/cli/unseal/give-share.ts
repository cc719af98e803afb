import type { AgentClient } from '../../channel/index.js';
import type { ClusterSpec } from '../../cluster/index.js';
import type { Environment } from '../../environment/index.js';
import { waitUntil } from '../../process/index.js';
import { type AgentStatus, QuorateError, reasonOf } from '../../schema/index.js';

/** After its last share a joiner first loads the log: it says "sealed" for about a second more (measured). */
const SETTLE_MS = 10_000;

/** What a share did at one node. */
export interface ShareOutcome {
  readonly node: string;
  readonly state: 'unsealed' | 'needs-more' | 'wrong' | 'repeated' | 'unreachable';
  /** Shares that the node holds of the threshold. */
  readonly progress: number;
  readonly threshold: number;
  readonly reason: string | null;
}

/**
 * Members that wait for shares, closed ones included; those that run and do not answer are among them. Only one when it is
 * named.
 *
 * @throws QuorateError `QRT-SEAL` when the seal of this cluster is not opened by shares, `QRT-NO-MACHINE` when there is
 * no node of that name.
 */
export async function sealedNodes(
  environment: Environment,
  { seal }: ClusterSpec,
  only?: string,
): Promise<readonly string[]> {
  if (only !== undefined) await environment.agent(only);
  const machines = await (await environment.site()).machines();
  const ids = machines.filter(({ id, role }) => role === 'member' && (only ?? id) === id).map(({ id }) => id);
  const engines = await Promise.all(
    ids.map(async (id) => {
      if ((await (await environment.site()).state(id)) === 'stopped') return [];
      const status = await (await environment.agent(id)).status().catch(() => null);
      return [{ id, engine: status?.engine }];
    }),
  );
  // While the cluster moves to another seal, its nodes have different ones.
  const sharing = engines.flat().filter(({ engine }) => takesShares(engine, seal.type));
  if (sharing.length === 0 && seal.type !== 'shamir') throw noShares(environment.name, seal.type);
  return sharing.filter(({ engine }) => engine?.sealed !== false && engine?.initialized !== false).map(({ id }) => id);
}

function takesShares(engine: AgentStatus['engine'] | undefined, seal: string): boolean {
  return engine?.migration === true || (engine?.seal_type ?? seal) === 'shamir';
}

/** Gives one share to each of these nodes through its agent. */
export async function giveShare(
  environment: Pick<Environment, 'agent'>,
  nodes: readonly string[],
  share: string,
  { threshold, settleMs = SETTLE_MS }: { readonly threshold: number; readonly settleMs?: number },
): Promise<readonly ShareOutcome[]> {
  return await Promise.all(
    nodes.map(async (id) => giveTo(await environment.agent(id), id, share, threshold, settleMs)),
  );
}

async function giveTo(
  agent: AgentClient,
  node: string,
  share: string,
  threshold: number,
  settleMs: number,
): Promise<ShareOutcome> {
  const outcome = (state: ShareOutcome['state'], progress: number, reason: string | null = null): ShareOutcome => ({
    node,
    state,
    progress,
    threshold,
    reason,
  });
  try {
    const before = progressOf(await agent.status());
    await agent.unseal({ key: share });
    if (before + 1 < threshold) {
      const now = progressOf(await agent.status());
      return outcome(now > before ? 'needs-more' : 'repeated', now);
    }
    const after = await settled(agent, settleMs);
    if (after.engine.sealed === false) return outcome('unsealed', threshold);
    const progress = progressOf(after);
    return progress > 0 ? outcome('repeated', progress) : outcome('wrong', 0, wrong(node));
  } catch (error) {
    if (error instanceof QuorateError && error.code === 'QRT-WRONG-SHARE') return outcome('wrong', 0, error.message);
    return outcome('unreachable', 0, reasonOf(error));
  }
}

/** The node once it is unsealed or has shares again; or as it is when it stays sealed with none. */
async function settled(agent: AgentClient, deadlineMs: number): Promise<AgentStatus> {
  let last = await agent.status();
  await waitUntil(
    async () => {
      last = await agent.status();
      return last.engine.sealed === false || progressOf(last) > 0 ? true : undefined;
    },
    { deadlineMs },
  );
  return last;
}

function progressOf({ engine }: AgentStatus): number {
  return engine.unseal_progress ?? 0;
}

function wrong(node: string): string {
  return `${node} stayed sealed although it got as many shares as it needs`;
}

function noShares(environment: string, seal: string): QuorateError {
  return new QuorateError(
    'QRT-SEAL',
    `the seal of ${environment} is ${seal}: its nodes unseal by themselves, expected shamir`,
    `When a node stays sealed its seal cannot be reached: \`quorate status ${environment}\`.`,
  );
}

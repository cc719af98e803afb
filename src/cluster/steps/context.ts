import type { EngineClient } from '../../engine/index.js';
import type { HeldLock } from '../../operation/index.js';
import { QuorateError } from '../../schema/index.js';
import type { ClusterAccess } from '../access.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/** What a step works with. */
export interface StepContext {
  readonly access: ClusterAccess;
  readonly spec: ClusterSpec;
  readonly lock: HeldLock;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Address of a machine of this environment. */
export async function addressOf({ access }: Pick<StepContext, 'access'>, id: string): Promise<string> {
  const machine = (await access.platform.machines()).find((candidate) => candidate.id === id);
  if (machine) return machine.address;
  throw new QuorateError(
    'QRT-NO-MACHINE',
    `there is no machine ${id} any more`,
    'Deploy again: the plan is made anew.',
  );
}

/** The operator's client of the node that is active now; asked of the nodes themselves, each time. */
export async function activeEngine(context: StepContext): Promise<EngineClient> {
  return await context.access.logins.as('operator', await activeAddress(context));
}

/** Where the node answers that is active now. @throws QuorateError `QRT-NO-LEADER` */
export async function activeAddress(context: Pick<StepContext, 'access' | 'signal'>): Promise<string> {
  const { platform, logins } = context.access;
  const running = (await platform.machines()).filter(({ state }) => state === 'running');
  // All at once: one that hangs, as a leader does while it hands over, must not keep the others waiting.
  const found = await Promise.any(
    running.map(async ({ address }) => {
      const client = await logins.connect('operator', address);
      const { code } = await client.health({ deadlineMs: 1_000, signal: context.signal });
      if (code === 200) return address;
      throw new Error(`${address} answers ${code}`);
    }),
  ).catch(() => null);
  if (found !== null) return found;
  throw new QuorateError(
    'QRT-NO-LEADER',
    'no node of the cluster is active at this moment',
    'An election takes a few seconds: deploy again. If it lasts, `quorate status` shows what is missing.',
  );
}

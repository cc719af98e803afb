import { decryptMessage, generateKeyPair } from '../../../../custody/index.js';
import type { EngineClient } from '../../../../engine/index.js';
import { newOperationId } from '../../../../operation/index.js';
import { addressOf, type StepContext } from '../../../steps/context.js';
import type { JobContext } from '../../job.js';
import { awaitActive } from '../../support/await-active.js';

/** What initializations are called whose keys nobody keeps: what they made may be wiped. */
const KIND = 'throwaway';

/** A cluster of one node that exists to be replaced by a snapshot. */
export interface Throwaway {
  readonly operation: string;
  /** Logged in as root. */
  readonly engine: EngineClient;
}

/** The operation by which an earlier try initialized this node for a restore that it did not finish. */
export async function throwawayOn({ access }: JobContext, node: string): Promise<string | null> {
  const agent = await access.platform.agent(node).catch(() => null);
  const known = await agent?.initialization().catch(() => null);
  if (!known || known.state === 'none') return null;
  const operation = known.state === 'asked' ? known.operation : known.reply.operation;
  return operation.startsWith(`${KIND}-`) ? operation : null;
}

/**
 * Initializes an empty node with keys that only this process ever has. It is the one exemption from a single
 * initialization: the cluster id is compared with the snapshot's afterwards.
 */
export async function foundThrowaway(context: StepContext, node: string): Promise<Throwaway> {
  const { access, spec, lock } = context;
  const operation = newOperationId(KIND);
  const pair = await generateKeyPair('Quorate throwaway');
  const agent = await access.platform.agent(node);
  await lock.assertHeld();
  const reply = await agent.initialize({
    operation,
    seal: spec.seal.type,
    shares: 1,
    threshold: 1,
    recipients: [pair.public],
    root_recipient: pair.public,
  });
  await agent.open();
  const [share] = reply.shares;
  if (reply.kind === 'unseal' && share !== undefined) await agent.unseal({ key: await decryptMessage(share, pair) });
  const engine = await access.logins.connect('operator', await addressOf(context, node));
  await awaitActive(context, node, engine, { purpose: 'to take the snapshot', command: 'restore' });
  return { operation, engine: engine.withToken(await decryptMessage(reply.root_token, pair)) };
}

/** Wipes what an earlier try left. The wipe comes first: a node without its record could not be told from a member. */
export async function discardThrowaway({ access }: StepContext, node: string, operation: string): Promise<void> {
  const agent = await access.platform.agent(node);
  await agent.wipe();
  await agent.forgetInitialization(operation);
  await agent.withdrawInitialization(operation);
}

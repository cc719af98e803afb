import type { EngineClient } from '../../engine/index.js';
import { type InitReply, type InitRequest, type InitState, initState, QuorateError } from '../../schema/index.js';
import { DurableDocument } from '../durable-file.js';
import { awaitEngine } from '../engine/await.js';
import type { Node } from '../node.js';

/** Health code of an engine that was never initialized. */
const UNINITIALIZED = 501;
/** Init takes 2 s; to stop listening to a slow one would be to lose its keys. */
const INIT_DEADLINE_MS = 5 * 60_000;

/** What this node knows of an initialization it was asked for. */
export function initialization(node: Node): InitState {
  return record(node).read() ?? { state: 'none' };
}

/**
 * Initializes the engine once. The encrypted reply is on disk before it is answered; asking again with the same
 * operation answers it again. Between `asked` and `replied` lies the one moment in which keys can be lost.
 *
 * @throws QuorateError `QRT-INIT-LOST` when an earlier request was sent and its reply never kept, and
 *   `QRT-INIT-EXISTS` when the engine is initialized already, by another operation or by somebody else.
 */
export async function initialize(node: Node, request: InitRequest): Promise<InitReply> {
  const before = initialization(node);
  if (before.state === 'replied') {
    if (before.reply.operation === request.operation) return before.reply;
    throw exists(node, `by the operation ${before.reply.operation}, not by ${request.operation}`);
  }
  const empty = await awaitEngine(node, 'answer', async (engine) => (await engine.health()).code === UNINITIALIZED);
  if (!empty) throw before.state === 'asked' ? lost(node) : exists(node, 'by somebody else');
  node.memory.update({ used: true });
  record(node).write({ state: 'asked', operation: request.operation });
  const reply = await awaitEngine(node, 'initialize', async (engine) => {
    // Asked a second time only when the first connection broke: it may have been carried out all the same.
    if ((await engine.health()).code !== UNINITIALIZED) throw lost(node);
    return await send(node, engine, request);
  });
  record(node).write({ state: 'replied', reply });
  node.log.info({ operation: request.operation }, 'initialized');
  return reply;
}

/**
 * Gives up a request that the engine never got: as verbs run one at a time, none is under way when this answers.
 * What the engine got is kept, because it is initialized or may be.
 */
export async function withdrawInitialization(node: Node, operation: string): Promise<void> {
  const known = initialization(node);
  if (known.state !== 'asked' || known.operation !== operation) return;
  const empty = await awaitEngine(node, 'answer', async (engine) => (await engine.health()).code === UNINITIALIZED);
  if (!empty) return;
  record(node).remove();
  node.memory.update({ used: false });
}

/** Forgets the reply once custody holds it. Only the operation that made it may. */
export function forgetInitialization(node: Node, operation: string | null): void {
  const known = initialization(node);
  if (known.state === 'replied' && known.reply.operation === operation) record(node).remove();
}

async function send(node: Node, engine: EngineClient, request: InitRequest): Promise<InitReply> {
  const kind = request.seal === 'shamir' ? 'unseal' : 'recovery';
  const protection = { shareKeys: request.recipients, rootTokenKey: request.root_recipient };
  const { shares, threshold } = request;
  const reply = await engine.init({ kind, shares, threshold, protection }, { deadlineMs: INIT_DEADLINE_MS });
  return {
    operation: request.operation,
    node_id: node.identity.machine_id,
    kind,
    shares: [...reply.sharesBase64],
    root_token: reply.rootToken,
  };
}

function record(node: Node): DurableDocument<InitState> {
  return new DurableDocument(node.home.initialization, initState);
}

function lost(node: Node): QuorateError {
  return new QuorateError(
    'QRT-INIT-LOST',
    `${node.identity.machine_id} was initialized and its reply was never kept: nobody has the keys of this cluster`,
    'Nothing was initialized again. If no data is in this cluster yet, remove it (`npm run down`, or destroy the environment) and deploy again.',
  );
}

function exists(node: Node, by: string): QuorateError {
  return new QuorateError(
    'QRT-INIT-EXISTS',
    `the engine of ${node.identity.machine_id} is initialized already, ${by}`,
    'Find out who initialized it; this node is never initialized again. Replace the machine to start from nothing.',
  );
}

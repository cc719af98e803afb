import { setTimeout as delay } from 'node:timers/promises';
import { type EngineClient, EngineUnreachable } from '../../engine/index.js';
import { QuorateError, reasonOf } from '../../schema/index.js';
import type { Node } from '../node.js';

const POLL_MS = 50;
const ANSWER_DEADLINE_MS = 30_000;

/** How long, and through what, an engine is waited for. */
export interface Patience {
  /** @default 30000 */
  readonly deadlineMs?: number;
  /** Whether an answer is a passing failure, after which the engine is asked again. @default none is */
  readonly passing?: (error: unknown) => boolean;
}

/**
 * Polls the node's own engine until `ready` returns a value. An engine that does not answer yet is asked again.
 *
 * @throws QuorateError `QRT-ENGINE-TIMEOUT` with the last state seen and the engine's last error.
 */
export async function awaitEngine<T>(
  node: Node,
  what: string,
  ready: (engine: EngineClient) => Promise<T | undefined>,
  { deadlineMs = ANSWER_DEADLINE_MS, passing = () => false }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  let last = 'it was not asked';
  for (;;) {
    try {
      const value = await ready(node.engine.get());
      if (value !== undefined) return value;
      last = 'it answered, and was not ready';
    } catch (error) {
      if (!(error instanceof EngineUnreachable) && !passing(error)) throw error;
      last = reasonOf(error);
    }
    if (Date.now() > deadline) {
      throw new QuorateError(
        'QRT-ENGINE-TIMEOUT',
        `the engine of ${node.identity.machine_id} was expected to ${what} within ${deadlineMs / 1000} s; last seen: ${last}${lastWords(node)}`,
        'Read logs/engine.log of this machine; the deploy can be run again.',
      );
    }
    await delay(POLL_MS);
  }
}

/** Waits until the engine answers at all, whatever its state. */
export async function awaitAnswer(node: Node): Promise<void> {
  await awaitEngine(node, 'answer', async (engine) => {
    await engine.health();
    return true;
  });
}

function lastWords(node: Node): string {
  const line = node.supervisor.lastError;
  return line ? `; its last error: ${line}` : '';
}

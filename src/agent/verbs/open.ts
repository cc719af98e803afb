import { setTimeout as delay } from 'node:timers/promises';
import { awaitAnswer, awaitEngine } from '../engine/await.js';
import { type Node, writeConfiguration } from '../node.js';

/** Beyond the first log entry, before a restart is safe (measured 38 of 38 times on three versions). */
const SETTLE_MS = 150;
const FIRST_LOG_DEADLINE_MS = 20_000;
const ACTIVE = 200;

/**
 * Opens the API listener to clients and restarts the engine with it, which is also the moment when a joiner unseals
 * fastest. Never before the node holds its seal configuration (`n > 0`): a restart before that bricks it for good.
 */
export async function open(node: Node): Promise<void> {
  if (node.memory.get().listener === 'public') return await awaitAnswer(node);
  const health = await awaitEngine(
    node,
    'receive its first log entry from the leader',
    async (engine) => {
      // One unauthenticated look at the leader, even a refused one, makes a joiner echo at once instead of seconds later.
      await engine.leader().catch(() => undefined);
      return (await engine.sealStatus()).n > 0 ? (await engine.health()).code : undefined;
    },
    { deadlineMs: FIRST_LOG_DEADLINE_MS },
  );
  const founds = health === ACTIVE;
  if (!founds) await delay(SETTLE_MS);
  node.memory.update({ listener: 'public' });
  writeConfiguration(node);
  // A closed leader is alone: it was initialized a moment ago, and has nobody to hand over to.
  await (founds ? node.supervisor.restartAtOnce() : node.supervisor.restart());
  await awaitAnswer(node);
}

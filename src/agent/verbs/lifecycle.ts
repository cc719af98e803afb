import { mkdirSync } from 'node:fs';
import { removeDurably } from '../durable-file.js';
import { awaitAnswer } from '../engine/await.js';
import { isEnrolled, mayRun, type Node, writeConfiguration } from '../node.js';

/** Starts the engine at the agent's own start, when the machine is ready to run one. */
export async function boot(node: Node): Promise<void> {
  if (!isEnrolled(node) || !node.memory.get().configuration || !mayRun(node)) return;
  mkdirSync(node.home.data, { recursive: true, mode: 0o700 });
  writeConfiguration(node);
  await node.supervisor.start();
}

/** Restarts the engine with the configuration as it is now. */
export async function restart(node: Node): Promise<void> {
  writeConfiguration(node);
  await node.supervisor.restart();
  await awaitAnswer(node);
}

/** Takes the node out of service for good: no traffic, leadership handed over, engine stopped. */
export async function leave(node: Node): Promise<void> {
  node.memory.update({ admitted: false, left: true });
  await node.supervisor.stop();
}

/** Stops the engine, wipes its data and starts it closed and empty, so that it can join afresh. */
export async function wipe(node: Node): Promise<void> {
  node.memory.update({ admitted: false, left: false, listener: 'closed', recovery: 'off' });
  removeDurably(node.home.recoveryFlag);
  await node.supervisor.wipe();
  node.memory.update({ used: false });
  await boot(node);
}

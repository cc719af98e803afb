import { PORTS, type RecoveryMode } from '../../schema/index.js';
import { removeDurably, writeDurably } from '../durable-file.js';
import { awaitAnswer } from '../engine/await.js';
import type { AgentHome } from '../home.js';
import { type Node, writeConfiguration } from '../node.js';

/** Stops the engine, changes how it starts, and starts it again unless it is to stay stopped. Can be repeated. */
export async function recover(node: Node, mode: RecoveryMode): Promise<void> {
  const { memory, supervisor, home } = node;
  await supervisor.stop();
  memory.update({ recovery: mode === 'alone' ? 'off' : mode });
  if (mode === 'raw') writeDurably(home.recoveryFlag, '', home.engineReads);
  else removeDurably(home.recoveryFlag);
  removeDurably(home.peers);
  if (mode === 'halted') return;
  if (mode === 'alone') writeDurably(home.peers, onlyMe(node), home.engineReads);
  writeConfiguration(node);
  await supervisor.start();
  await awaitAnswer(node);
  if (mode !== 'alone') return;
  // A sealed engine reads it no sooner than it is unsealed, by people who take their time, and deletes it itself then.
  if (isItsOwn(home) && (await node.engine.get().sealStatus()).sealed) return;
  removeDurably(home.peers);
}

/** Whether the engine reads this very file; a real machine copies it for the engine at its start. */
function isItsOwn({ peers, data }: AgentHome): boolean {
  return peers.startsWith(data);
}

function onlyMe({ identity }: Node): string {
  return JSON.stringify([
    { id: identity.machine_id, address: `${identity.address}:${PORTS.cluster}`, non_voter: false },
  ]);
}

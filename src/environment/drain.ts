import type { AgentClient } from '../channel/index.js';
import { readSpec } from '../cluster/index.js';
import { QuorateError } from '../schema/index.js';
import type { Environment } from './environment.js';

/**
 * Gets what only this machine has off it before it goes: the rest of its audit log, its engine stopped so that nothing
 * more is written, and snapshots that have no copy yet. Does nothing where the stack ships neither, or the machine does
 * not run: what it had not shipped is lost with its disk.
 *
 * @throws QuorateError `QRT-AUDIT-UNSHIPPED` or `QRT-SNAPSHOT-STORAGE`
 */
export async function drain(environment: Environment, machineId: string): Promise<void> {
  const spec = await readSpec(environment.store);
  const [ships, copies] = [spec?.audit != null, spec?.snapshots?.storage != null];
  if (!(ships || copies) || (await (await environment.site()).state(machineId)) !== 'running') return;
  const agent = await metAgent(environment, machineId);
  if (agent === null) return;
  if (ships) {
    await agent.leave();
    await agent.drainAudit();
  }
  if (copies) await agent.drainSnapshots();
}

/** Null for a machine that no deploy has met: nothing was ever sent to it, so its engine has never run. */
async function metAgent(environment: Environment, machineId: string): Promise<AgentClient | null> {
  try {
    return await environment.agent(machineId);
  } catch (error) {
    if (error instanceof QuorateError && error.code === 'QRT-NOT-MET') return null;
    throw error;
  }
}

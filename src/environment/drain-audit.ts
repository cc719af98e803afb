import { readSpec } from '../cluster/index.js';
import type { Environment } from './environment.js';

/**
 * Gets the rest of a machine's audit log off it before it goes, its engine stopped so that nothing more is written. Does
 * nothing where the stack ships no audit log, or the machine does not run: what it had not shipped is lost with its disk.
 *
 * @throws QuorateError `QRT-AUDIT-UNSHIPPED`
 */
export async function drainAudit(environment: Environment, machineId: string): Promise<void> {
  const spec = await readSpec(environment.store);
  if (!spec?.audit || (await (await environment.site()).state(machineId)) !== 'running') return;
  const agent = await environment.agent(machineId);
  await agent.leave();
  await agent.drainAudit();
}

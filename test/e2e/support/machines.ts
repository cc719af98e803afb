import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cutPower } from '../../../src/machines/nspawn/container.js';
import { processesOf } from '../../../src/machines/nspawn/control-groups.js';
import { MACHINE_HOME } from '../../../src/schema/index.js';
import { firstProcessOf, inside } from '../../machines/nspawn/support/inside.js';
import type { LabAccess } from './lab-access.js';
import { REAL } from './platform.js';
import { freezeByPidFile, killByPidFiles, listenersOf, processesBelow } from './processes.js';

const ENGINE_UNIT = 'quorate-engine.service';

/** Folder on this host of what a machine keeps for itself; a real one has it in its mounted root. */
export function filesOf(access: LabAccess, id: string): string {
  return REAL ? path.join(access.machine(id), 'root', MACHINE_HOME) : access.machine(id);
}

/** A file of a machine, whichever of these places its platform keeps it in. */
export function readFileOf(access: LabAccess, id: string, name: { process: string; real: string }): string {
  return readFileSync(path.join(filesOf(access, id), REAL ? name.real : name.process), 'utf8');
}

/** Kills a machine as a loss of power does: everything of it at once. */
export function killMachine(access: LabAccess, id: string): Promise<void> {
  return REAL ? cutPower(id) : killByPidFiles(access.machine(id), 'agent.pid', 'engine.pid');
}

/**
 * Loses a machine so that only another one can take its place: a process that ended, a real machine with all it had. One
 * that is merely off is switched on again.
 */
export async function loseMachine(access: LabAccess, id: string): Promise<void> {
  await killMachine(access, id);
  if (REAL) await access.environment.driver.destroy(id);
}

export async function killEngine(access: LabAccess, id: string): Promise<void> {
  if (REAL) await orderly(id, `systemctl kill --signal=KILL ${ENGINE_UNIT}`);
  else await killByPidFiles(access.machine(id), 'engine.pid');
}

export async function killAgent(access: LabAccess, id: string): Promise<void> {
  if (REAL) await orderly(id, 'systemctl kill --signal=KILL quorate-agent.service');
  else await killByPidFiles(access.machine(id), 'agent.pid');
}

/** Stops the engine where it is, for as long as `meanwhile` takes. */
export async function freezeEngine(access: LabAccess, id: string, meanwhile: () => Promise<void>): Promise<void> {
  if (!REAL) return await freezeByPidFile(access.machine(id), 'engine.pid', meanwhile);
  await orderly(id, `systemctl kill --signal=STOP ${ENGINE_UNIT}`);
  try {
    await meanwhile();
  } finally {
    await orderly(id, `systemctl kill --signal=CONT ${ENGINE_UNIT}`);
  }
}

/** Addresses on which anything of the machine listens, as `127.x.y.z:port`. */
export async function listenersIn(id: string): Promise<string[]> {
  return listenersOf(REAL ? String(await firstProcessOf(id)) : 'self');
}

/** Whatever of a machine still runs. */
export async function remainsOf(access: LabAccess, id: string): Promise<readonly unknown[]> {
  return [...processesBelow(access.machine(id)), ...(await processesOf(id))];
}

async function orderly(id: string, script: string): Promise<void> {
  const { code, said } = await inside(id, script);
  if (code !== 0) throw new Error(`${id} did not \`${script}\`: ${said}`);
}

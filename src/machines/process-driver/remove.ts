import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { terminate } from '../../process/index.js';
import { machineFiles } from '../machine-record.js';
import { type FoundMachine, ownFolders } from './record-files.js';
import { releaseAddress } from './reservation.js';
import type { DriverTimings } from './timings.js';

/** Stops agent and engine of a machine, the agent first: it would start the engine again. */
export async function stopMachine(
  folders: readonly string[],
  timings: Pick<DriverTimings, 'agentGraceMs' | 'engineGraceMs'>,
  signal?: AbortSignal,
) {
  const files = folders.map(machineFiles);
  for (const { agentPid } of files) await terminate(agentPid, { graceMs: timings.agentGraceMs, signal });
  for (const { enginePid } of files) await terminate(enginePid, { graceMs: timings.engineGraceMs, signal });
}

/** Stops a machine and wipes all that was its own. */
export async function removeMachine(machine: FoundMachine, timings: DriverTimings, signal?: AbortSignal) {
  const folders = await ownFolders(machine);
  await stopMachine(folders, { agentGraceMs: timings.wipeGraceMs, engineGraceMs: 0 }, signal);
  await rm(machine.record.socket, { force: true });
  await releaseAddress(machine.record);
  for (const folder of folders) await wipe(folder);
}

/** Removes a folder, the record last: what is left by a crash in between is still known, and removed next time. */
export async function wipe(folder: string): Promise<void> {
  const { record } = machineFiles(folder);
  const names = await readdir(folder).catch(() => []);
  for (const path of names.map((name) => join(folder, name))) {
    if (path !== record) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomically } from '../../process/index.js';
import { machineId } from '../../schema/index.js';
import { type MachineRecord, machineFiles, machineRecord } from '../machine-record.js';
import { readRecord } from '../read-record.js';

/** A machine found under the store's root: its record, and the folder it was found in (a copy's is not its home). */
export interface FoundMachine {
  readonly record: MachineRecord;
  readonly folder: string;
}

/** Where an environment keeps the folders of its machines. */
export function machinesFolder(root: string, environment: string): string {
  return join(root, environment, 'machines');
}

/** Names of the folders in a folder that may be missing. */
export async function subfolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/**
 * Reads the machine of a folder, or null when the folder holds none. In a copy of the environment, what the machine's
 * home says counts more than the copy.
 *
 * @throws QuorateError `QRT-MACHINE-RECORD` when machine.json cannot be understood.
 */
export async function readMachine(folder: string): Promise<FoundMachine | null> {
  const record = await recordIn(folder);
  if (record === null) return null;
  return { record: (await readRecordAtHome(record, folder)) ?? record, folder };
}

/** The machines of an environment, in the order of their ids. */
export async function machinesOf(root: string, environment: string): Promise<FoundMachine[]> {
  const folder = machinesFolder(root, environment);
  const ids = (await subfolders(folder)).sort();
  const found = await Promise.all(ids.map((id) => readMachine(join(folder, id))));
  return found.filter((machine) => machine !== null);
}

/** A machine of whichever environment, or null when there is none. */
export async function findMachine(root: string, id: string): Promise<FoundMachine | null> {
  // The id becomes a path that will be wiped some day: nothing but an id may come through.
  if (!machineId.safeParse(id).success) return null;
  for (const environment of await subfolders(root)) {
    const found = await readMachine(join(machinesFolder(root, environment), id));
    if (found !== null) return found;
  }
  return null;
}

/** Writes a record to the machine's home, and to the folder it was found in when that is a copy. */
export async function writeMachine({ record, folder }: FoundMachine): Promise<void> {
  const content = `${JSON.stringify(record, null, 2)}\n`;
  for (const path of await ownFolders({ record, folder })) {
    await writeFileAtomically(machineFiles(path).record, content);
  }
}

/**
 * The folders that are this machine's: the one it was found in and its home. A home is only believed when it
 * holds a record of the same machine, because it will be wiped some day.
 */
export async function ownFolders({ record, folder }: FoundMachine): Promise<string[]> {
  const atHome = await readRecordAtHome(record, folder);
  return atHome === null ? [folder] : [record.home, folder];
}

async function readRecordAtHome(record: MachineRecord, folder: string): Promise<MachineRecord | null> {
  if (record.home === folder || basename(record.home) !== record.id) return null;
  const atHome = await recordIn(record.home).catch(() => null);
  return atHome?.id === record.id ? atHome : null;
}

async function recordIn(folder: string): Promise<MachineRecord | null> {
  return await readRecord(machineFiles(folder).record, {
    of: 'machine',
    schema: machineRecord,
    code: 'QRT-MACHINE-RECORD',
  });
}

import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf, socketPath, writeFileAtomically } from '../../process/index.js';
import { type IdentityDocument, identityDocument } from '../../schema/index.js';
import type { MachineSpec } from '../driver.js';
import { type MachineRecord, machineFiles, machineRecord } from '../machine-record.js';
import { newMachineId } from '../new-machine-id.js';
import { machinesFolder, writeMachine } from './record-files.js';
import { releaseAddress, reserveAddress } from './reservation.js';

const FOLDERS = ['data', 'tls', 'config', 'logs'];

/**
 * Gives a new machine its id, address and folder. Once this is written the machine exists, stopped; nothing is
 * started before, so that nothing ever runs that no record tells of.
 */
export async function recordNewMachine(
  root: string,
  spec: MachineSpec,
  taken: ReadonlySet<string>,
): Promise<MachineRecord> {
  const id = newMachineId(spec);
  const home = join(machinesFolder(root, spec.environment), id);
  const socket = await socketPath(id);
  // First of all: the reservation tells of the folder, and of who makes it, should this process be killed here.
  const address = await reserveAddress({ machine: id, home, taken });
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    for (const folder of FOLDERS) await mkdir(join(home, folder), { mode: 0o700 });
    await shareSnapshots(home);
    const { environment, role, slot, zone, image } = spec;
    const identity: IdentityDocument = { environment, machine_id: id, role, slot, zone, address, image };
    await writeFileAtomically(
      machineFiles(home).identity,
      `${JSON.stringify(identityDocument.parse(identity), null, 2)}\n`,
    );
    const record = machineRecord.parse({
      id,
      driver: 'process',
      environment,
      role,
      slot,
      zone,
      image,
      address,
      socket,
      home,
      created_at: new Date().toISOString(),
      created_by: identityOf(),
      claimed: false,
    });
    await writeMachine({ record, folder: home });
    return record;
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    await releaseAddress({ address, id, socket });
    throw error;
  }
}

/** Machines on one disk share one folder of snapshots, which outlives each of them; it moves with the environment. */
async function shareSnapshots(home: string): Promise<void> {
  const shared = join('..', '..', 'snapshots');
  await mkdir(join(home, shared), { recursive: true, mode: 0o700 });
  await symlink(shared, join(home, 'snapshots'));
}

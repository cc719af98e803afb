import { join } from 'node:path';
import { isAlive } from '../../process/index.js';
import { readMachine, subfolders } from './record-files.js';
import { wipe } from './remove.js';
import { reservationsOf } from './reservation.js';

/**
 * Removes what a create left behind that was killed before its machine had a record: a folder, an address. Nothing is
 * ever started before the record is written, so nothing of it can run.
 */
export async function removeLeftovers(machines: string): Promise<void> {
  const folders = await subfolders(machines);
  // After the folders: who makes one has reserved an address before.
  const reservations = await reservationsOf(machines);
  for (const id of new Set([...folders, ...reservations.map(({ machine }) => machine)])) {
    const own = reservations.filter(({ machine }) => machine === id);
    if (own.some(({ creator }) => isAlive(creator))) continue;
    if ((await readMachine(join(machines, id))) !== null) continue;
    await wipe(join(machines, id));
    for (const { release } of own) await release();
  }
}

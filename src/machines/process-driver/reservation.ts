import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import * as z from 'zod';
import {
  createFileExclusively,
  identityOf,
  type ProcessIdentity,
  processIdentity,
  runtimeDirectory,
} from '../../process/index.js';
import { PORTS, QuorateError } from '../../schema/index.js';
import { isBindable } from '../bindable.js';
import { randomMachineAddress } from '../loopback.js';
import type { MachineRecord } from '../machine-record.js';

/** A file a reserved address, in the runtime directory: all checkouts of a user share the loopback network. */
const reservation = z.object({ machine: z.string(), home: z.string(), creator: processIdentity });

const FOLDER = 'addresses';
const ATTEMPTS = 50;

/** Who wants an address. */
export interface AddressRequest {
  readonly machine: string;
  readonly home: string;
  /** Addresses of machines that may be stopped at the moment. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Reserves a loopback address for a machine: one that no other process reserved, that no given machine has, and on
 * which the engine's ports are free. Atomic among any number of processes.
 *
 * @throws QuorateError `QRT-ADDRESS-IN-USE` when none is found.
 */
export async function reserveAddress(
  { machine, home, taken }: AddressRequest,
  draw: () => string = randomMachineAddress,
): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const address = draw();
    if (taken.has(address)) continue;
    const file = join(await folder(), address);
    if (!(await createFileExclusively(file, JSON.stringify({ machine, home, creator: identityOf() })))) continue;
    if (await isBindable(address, Object.values(PORTS))) return address;
    await rm(file, { force: true });
  }
  throw new QuorateError(
    'QRT-ADDRESS-IN-USE',
    `none of ${ATTEMPTS} addresses in 127.64.0.0/11 had its ports ${Object.values(PORTS).join(', ')} free`,
    'Something on this host listens on these ports of every address: `ss -ltnp` shows it. Stop it, then try again.',
  );
}

/** Gives a machine's address back. It was reserved where its socket is, whatever the runtime directory is today. */
export async function releaseAddress({ address, id, socket }: Pick<MachineRecord, 'address' | 'id' | 'socket'>) {
  const file = join(dirname(socket), FOLDER, address);
  if ((await read(file))?.machine === id) await rm(file, { force: true });
}

/** An address that was reserved for a machine. */
export interface Reservation {
  readonly machine: string;
  /** The process that made the machine, alive or not. */
  readonly creator: ProcessIdentity;
  release(): Promise<void>;
}

/** The addresses reserved for machines whose homes lie, or once lay, in the folder. */
export async function reservationsOf(machines: string): Promise<Reservation[]> {
  const reserved = await folder();
  const all = await Promise.all(
    (await readdir(reserved)).map(async (name) => ({
      file: join(reserved, name),
      ...(await read(join(reserved, name))),
    })),
  );
  return all.flatMap(({ file, machine, home, creator }) =>
    machine && creator && home?.startsWith(machines + sep)
      ? [{ machine, creator, release: () => rm(file, { force: true }) }]
      : [],
  );
}

async function read(file: string) {
  try {
    return reservation.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

async function folder(): Promise<string> {
  const path = join(await runtimeDirectory(), FOLDER);
  await mkdir(path, { mode: 0o700, recursive: true });
  return path;
}

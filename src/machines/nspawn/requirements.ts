import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { QuorateError } from '../../schema/index.js';
// Debian's package of each program that bakes or runs real machines.
import programs from './programs.json' with { type: 'json' };

const FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/** What real machines need and this host has not, with its cure; null when they can be made. */
export function lackedForMachines(
  folders: readonly string[] = FOLDERS,
  uid = process.getuid?.(),
): { readonly lacks: string; readonly cure: string } | null {
  const missing = Object.entries(programs).filter(
    ([name]) => !folders.some((folder) => existsSync(join(folder, name))),
  );
  if (missing.length > 0) {
    return {
      lacks: `real machines cannot be made here: ${missing.map(([name]) => name).join(', ')} not found`,
      cure: `As root: apt-get install ${missing.map(([, name]) => name).join(' ')}`,
    };
  }
  if (uid === 0) return null;
  return {
    lacks: 'real machines can only be made by root',
    cure: 'Machines as processes, the default, need no root.',
  };
}

/** @throws QuorateError `QRT-MACHINES-HERE` where no real machine can be made. */
export function assertMachinesPossible(lacked = lackedForMachines()): void {
  if (lacked) throw new QuorateError('QRT-MACHINES-HERE', lacked.lacks, lacked.cure);
}

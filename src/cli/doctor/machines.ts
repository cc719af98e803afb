import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, ok, warn } from './finding.js';
// Debian's package of each program that bakes or runs real machines.
import programs from './machine-programs.json' with { type: 'json' };

const FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/** Whether `Platform.local({ machines: 'nspawn' })` would work here. Machines as processes need none of it. */
export function checkMachines(folders: readonly string[] = FOLDERS, uid = process.getuid?.()): Finding {
  const missing = Object.entries(programs).filter(
    ([name]) => !folders.some((folder) => existsSync(join(folder, name))),
  );
  const packages = missing.map(([, name]) => name).join(' ');
  if (missing.length > 0) {
    return warn(
      'machines',
      `real machines cannot be made here: ${missing.map(([name]) => name).join(', ')} not found`,
      `As root: apt-get install ${packages}`,
    );
  }
  if (uid !== 0)
    return warn(
      'machines',
      'real machines can only be made by root',
      'Machines as processes, the default, need no root.',
    );
  return ok('machines', 'real machines can be baked and booted');
}

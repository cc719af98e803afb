// The Debian packages that baking and booting real machines needs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';

/** The package of each program, as `quorate doctor` names it. */
const PACKAGES = new URL('../../src/machines/nspawn/programs.json', import.meta.url);
const FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/** Packages of the programs that are in none of these folders. */
export function missingPackages(folders = FOLDERS) {
  const isThere = (name) => folders.some((folder) => existsSync(join(folder, name)));
  const packages = JSON.parse(readFileSync(PACKAGES, 'utf8'));
  return Object.entries(packages).flatMap(([name, debianPackage]) => (isThere(name) ? [] : [debianPackage]));
}

/** Installs what is missing where that can be done: by root, on Debian. Elsewhere tests count what they skip, and a deploy is refused. */
export async function installMachinePackages() {
  const missing = missingPackages();
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  process.stdout.write(`Installing what real machines need (apt-get install ${missing.join(' ')})\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-qq', '-o', 'Acquire::Retries=2'];
  const code =
    (await run('apt-get', [...quiet, 'update'], { env })) ||
    (await run('apt-get', [...quiet, '--yes', '--no-install-recommends', 'install', ...missing], { env }));
  if (code !== 0) process.stderr.write('They could not be installed: no real machine can be made here.\n');
}

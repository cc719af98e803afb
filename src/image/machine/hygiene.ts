import { lstat, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is a machine's own, or tells of the bake: gone before the image is sealed. A `*` stands for a part of a name. */
export const REMOVED = [
  'etc/ssh/ssh_host_*',
  'etc/.pwd.lock',
  'etc/passwd-',
  'etc/group-',
  'etc/shadow-',
  'etc/gshadow-',
  'etc/subuid-',
  'etc/subgid-',
  'etc/resolv.conf',
  'root/.ssh',
  'root/.bash_history',
  'root/.lesshst',
  'root/.cache',
  'var/lib/systemd/random-seed',
  'var/lib/systemd/credential.secret',
  'var/lib/systemd/timers/*',
  'var/lib/cloud',
  'var/lib/dbus/machine-id',
  'var/lib/apt/lists/*',
  'var/cache/apt/*',
  'var/cache/debconf/*-old',
  'var/cache/ldconfig/*',
  'var/log/journal/*',
  'var/log/apt/*',
  'var/log/*.log',
  'var/lib/dpkg/*-old',
  'tmp/*',
  'tmp/.*',
  'var/tmp/*',
  'run/*',
];

/** Files that must be there, and empty: systemd fills the first one at every machine's first boot. */
export const EMPTIED = ['etc/machine-id', 'var/log/wtmp', 'var/log/btmp', 'var/log/lastlog', 'var/log/faillog'];

/** Day on which every password of the image was changed last: none has one. */
export const SHADOW_DAY = '19675';

/** Takes everything out of a stopped machine's root file system that must not be in an image. */
export async function clean(root: string): Promise<void> {
  for (const pattern of REMOVED) {
    for (const path of await matching(root, pattern)) await rm(path, { recursive: true, force: true });
  }
  for (const file of EMPTIED) await truncate(join(root, file)).catch(ignoreMissing);
  const shadow = join(root, 'etc/shadow');
  const lines = (await readFile(shadow, 'utf8'))
    .split('\n')
    .map((line) => line.replace(/^([^:]+:[^:]*:)\d+/, `$1${SHADOW_DAY}`));
  await writeFile(shadow, lines.join('\n'));
}

/** What {@link clean} would take out, and what looks like a secret: nothing, in an image that may be sealed. */
export async function findings(root: string): Promise<string[]> {
  const left = (await Promise.all(REMOVED.map((pattern) => matching(root, pattern)))).flat();
  const full = await Promise.all(EMPTIED.map(async (file) => ((await sizeOf(join(root, file))) > 0 ? [file] : [])));
  return [...left.map((path) => path.slice(root.length + 1)), ...full.flat(), ...(await secretsBelow(root))];
}

/** Private keys, and tokens of the engines, in files of the size that such things have. */
export const SECRET =
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\n[A-Za-z0-9+/=\s]{64}|\bhvs\.[A-Za-z0-9_-]{24,}|\bhvb\.[A-Za-z0-9_-]{24,}/;
const LARGEST_BYTES = 256 * 1024;
export const LOOKED_AT = ['etc', 'root', 'home', 'srv', 'opt', 'var', 'usr/local'];

async function secretsBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of LOOKED_AT) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      if ((await sizeOf(path)) > LARGEST_BYTES) continue;
      if (SECRET.test(await readFile(path, 'latin1'))) found.push(path.slice(root.length + 1));
    }
  }
  return found;
}

async function matching(root: string, pattern: string): Promise<string[]> {
  const folder = join(root, pattern, '..');
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  const shape = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((entry) => shape.test(entry)).map((entry) => join(folder, entry));
}

async function sizeOf(path: string): Promise<number> {
  return (await lstat(path).catch(() => null))?.size ?? 0;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

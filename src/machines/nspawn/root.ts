import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../process/index.js';
import { reasonOf } from '../../schema/index.js';
import { command } from './command.js';

const BUSY_MS = 10_000;

/** Where the parts of a machine's root file system are. */
export interface RootFiles {
  /** The read-only part: a squashfs file, or the folder of an unpacked system. */
  readonly lower: string;
  /** Folder of the machine: its own changes are kept below it, and its root is mounted there. */
  readonly home: string;
}

const places = (home: string) => ({
  image: join(home, 'image'),
  upper: join(home, 'upper'),
  work: join(home, 'work'),
  root: join(home, 'root'),
});

/** What the machine itself changed, on top of its image. */
export function changesOf(home: string): string {
  return places(home).upper;
}

/** Mounts the image read-only with the machine's own changes above it. Nothing happens to what is mounted already. */
export async function mountRoot({ lower, home }: RootFiles): Promise<string> {
  const { image, upper, work, root } = places(home);
  const mounted = await mountsBelow(home);
  for (const folder of [upper, work, root]) await mkdir(folder, { recursive: true, mode: 0o755 });
  const isFile = (await stat(lower)).isFile();
  if (isFile && !mounted.includes(image)) {
    await mkdir(image, { recursive: true });
    await command('mount', ['-t', 'squashfs', '-o', 'loop,ro', lower, image]);
  }
  if (mounted.includes(root)) return root;
  const layers = `lowerdir=${isFile ? image : lower},upperdir=${upper},workdir=${work}`;
  await command('mount', ['-t', 'overlay', '-o', layers, 'overlay', root]);
  return root;
}

/** Unmounts everything below the machine's folder, the last mounted first. */
export async function unmountRoot(home: string): Promise<void> {
  for (const target of (await mountsBelow(home)).reverse()) await unmount(target);
}

/** Whatever of this host looked into the machine, a search for example, may still be at it. */
async function unmount(target: string): Promise<void> {
  let busy: unknown;
  const attempt = () =>
    command('umount', [target]).then(
      () => true,
      (error: unknown) => {
        if (!/target is busy/.test(reasonOf(error))) throw error;
        busy = error;
        return undefined;
      },
    );
  if (!(await waitUntil(attempt, { deadlineMs: BUSY_MS, intervalMs: 100 }))) throw busy;
}

/** Mount points below a folder in the order in which they were made. */
export async function mountsBelow(folder: string): Promise<string[]> {
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  const targets = lines.map((line) => decoded(line.split(' ')[1] ?? ''));
  return targets.filter((target) => target.startsWith(`${folder}/`));
}

/** The kernel writes blanks and the like in octal. */
function decoded(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

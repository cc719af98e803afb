import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { digestOf, type OwnBase, QuorateError } from '../../schema/index.js';
import { sha256Of } from '../sha256.js';
import { program } from './program.js';

/** Packages that every machine has, wherever it runs. */
export const BASE_PACKAGES = [
  'ca-certificates',
  'dbus',
  'iproute2',
  'libpam-systemd',
  'libstdc++6',
  'nftables',
  'openssh-server',
  'systemd',
  'systemd-sysv',
] as const;

/** What a base is made of. */
const BASE = {
  suite: 'bookworm',
  variant: 'minbase',
  packages: BASE_PACKAGES,
  excluded: ['/usr/share/doc/*', '/usr/share/info/*', '/usr/share/locale/*', '/usr/share/man/*'],
} as const;

/** Time of everything in an image, in seconds since 1970: a file must not tell when it was baked. */
export const EPOCH = 1_700_000_000;

/** Digest of how the base is made: part of what names an image. */
export function baseRecipe(): string {
  return digestOf(BASE);
}

const record = z.object({ sha256: z.string(), packages: z.record(z.string(), z.string()) });

/** An unpacked Debian system that images are made from. */
export interface Base {
  /** Folder of the unpacked system; never changed, because machines are booted on top of it. */
  readonly root: string;
  /** sha256 of its archive. */
  readonly sha256: string;
  /** Version by package. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * The base in this cache folder, made from Debian's packages when it is not there. It is kept, and so are the versions
 * in it: two bakes from the same base have the same packages.
 *
 * @throws QuorateError `QRT-BAKE-PROGRAM` when mmdebstrap is not installed.
 */
export async function debianBase(cache: string, signal?: AbortSignal): Promise<Base> {
  return await kept(cache, baseRecipe().slice('sha256:'.length), async (draft) => {
    const archive = join(draft, 'base.tar');
    await debootstrap(archive, signal);
    await unpack(archive, draft, await sha256Of(archive), signal);
    await rm(archive);
  });
}

/**
 * A base of the user's own, unpacked in this cache folder. It has to be a Debian that boots, with what the machines need:
 * systemd, an SSH server, nftables and dbus; what lacks is told by the builder that is booted from it.
 *
 * @throws QuorateError `QRT-IMAGE-BASE` when the file is another than was declared.
 */
export async function unpackedBase(cache: string, { file, sha256 }: OwnBase, signal?: AbortSignal): Promise<Base> {
  return await kept(cache, sha256, async (draft) => {
    const found = await sha256Of(file).catch(() => 'no such file');
    if (found !== sha256) throw otherBase(file, sha256, found);
    await unpack(file, draft, sha256, signal);
  });
}

async function kept(cache: string, name: string, make: (draft: string) => Promise<void>): Promise<Base> {
  const folder = join(cache, name.slice(0, 16));
  const known = await readBase(folder);
  if (known) return known;
  const draft = `${folder}.draft-${randomUUID()}`;
  try {
    await mkdir(join(draft, 'root'), { recursive: true, mode: 0o755 });
    await make(draft);
    await rename(draft, folder).catch(async (error: unknown) => {
      // Another bake may have made it meanwhile.
      if ((await readBase(folder)) === null) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  const made = await readBase(folder);
  if (made) return made;
  throw new Error(`the base in ${folder} vanished while it was made`);
}

async function debootstrap(archive: string, signal?: AbortSignal): Promise<void> {
  await program(
    'mmdebstrap',
    [
      `--variant=${BASE.variant}`,
      `--include=${BASE.packages.join(',')}`,
      '--aptopt=APT::Install-Recommends "false"',
      ...BASE.excluded.map((path) => `--dpkgopt=path-exclude=${path}`),
      // Every machine makes its own.
      '--customize-hook=rm -f "$1"/etc/ssh/ssh_host_*',
      BASE.suite,
      archive,
    ],
    { ...(signal ? { signal } : {}), env: { SOURCE_DATE_EPOCH: String(EPOCH) } },
  );
}

/** The unpacked system below the draft, and what is known of it. */
async function unpack(archive: string, draft: string, sha256: string, signal?: AbortSignal): Promise<void> {
  const root = join(draft, 'root');
  await program('tar', ['-xpf', archive, '-C', root, '--numeric-owner'], signal ? { signal } : {});
  const listing = await program('dpkg-query', [`--admindir=${root}/var/lib/dpkg`, '-W', '-f=${Package}\t${Version}\n']);
  const packages = Object.fromEntries(listing.split('\n').map((line) => line.split('\t')));
  await writeFile(join(draft, 'base.json'), `${JSON.stringify(record.parse({ sha256, packages }), null, 2)}\n`);
}

async function readBase(folder: string): Promise<Base | null> {
  const root = join(folder, 'root');
  const text = await readFile(join(folder, 'base.json'), 'utf8').catch(() => null);
  if (text === null || !(await stat(root).catch(() => null))) return null;
  return { root, ...record.parse(JSON.parse(text)) };
}

function otherBase(file: string, expected: string, found: string): QuorateError {
  return new QuorateError(
    'QRT-IMAGE-BASE',
    `${file} is not the base that the stack names: expected sha256 ${expected}, received ${found}`,
    'Get the right file, or name what it is in the stack: `sha256sum` prints it.',
  );
}

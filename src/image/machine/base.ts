import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { digestOf } from '../../schema/index.js';
import { sha256Of } from '../sha256.js';
import { program } from './program.js';

/** What a base is made of. */
const BASE = {
  suite: 'bookworm',
  variant: 'minbase',
  packages: [
    'ca-certificates',
    'dbus',
    'iproute2',
    'libpam-systemd',
    'libstdc++6',
    'nftables',
    'openssh-server',
    'systemd',
    'systemd-sysv',
  ],
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
  const folder = join(cache, baseRecipe().slice('sha256:'.length, 'sha256:'.length + 16));
  const known = await readBase(folder);
  if (known) return known;
  const draft = `${folder}.draft-${randomUUID()}`;
  try {
    await mkdir(join(draft, 'root'), { recursive: true, mode: 0o755 });
    await make(draft, signal);
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

async function make(draft: string, signal?: AbortSignal): Promise<void> {
  const archive = join(draft, 'base.tar');
  const cancel = signal ? { signal } : {};
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
    { ...cancel, env: { SOURCE_DATE_EPOCH: String(EPOCH) } },
  );
  const root = join(draft, 'root');
  await program('tar', ['-xpf', archive, '-C', root, '--numeric-owner'], cancel);
  const listing = await program('dpkg-query', [`--admindir=${root}/var/lib/dpkg`, '-W', '-f=${Package}\t${Version}\n']);
  const packages = Object.fromEntries(listing.split('\n').map((line) => line.split('\t')));
  const sha256 = await sha256Of(archive);
  await rm(archive);
  await writeFile(join(draft, 'base.json'), `${JSON.stringify(record.parse({ sha256, packages }), null, 2)}\n`);
}

async function readBase(folder: string): Promise<Base | null> {
  const root = join(folder, 'root');
  const text = await readFile(join(folder, 'base.json'), 'utf8').catch(() => null);
  if (text === null || !(await stat(root).catch(() => null))) return null;
  return { root, ...record.parse(JSON.parse(text)) };
}

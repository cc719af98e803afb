import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomically } from '../../../process/index.js';
import { engineRelease, QuorateError, reasonOf } from '../../../schema/index.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 is 64 lower-case hex digits');

/** The vendor's release archive: `sha256` is the archive's, `engine_sha256` that of the program in it, once seen. */
const vendorArtefact = z.object({
  source: z.literal('vendor'),
  file: z.string(),
  sha256,
  engine_sha256: sha256.optional(),
});
export type VendorArtefact = z.infer<typeof vendorArtefact>;

/** A program built from its Go module: `folder` holds go.mod, go.sum and main.go; the bytes depend on `toolchain`. */
const goModuleArtefact = z.object({
  source: z.literal('go-module'),
  folder: z.string().regex(/^[\w.-]+$/, 'a recipe is a folder beside the lock file'),
  toolchain: z.string().regex(/^go\d+\.\d+\.\d+$/, 'a toolchain is named like go1.26.8'),
  sha256,
});
export type GoModuleArtefact = z.infer<typeof goModuleArtefact>;

const artefact = z.discriminatedUnion('source', [vendorArtefact, goModuleArtefact]);
export type Artefact = z.infer<typeof artefact>;

/** One release on one platform, with every artefact of it that is accepted, the most trusted first. */
const lockEntry = engineRelease.extend({ platform: z.string(), artefacts: z.array(artefact).min(1) });
export type LockEntry = z.infer<typeof lockEntry>;

/** Where a vendor publishes, and the keys that may sign. Several files may be one key as published at several times. */
const vendor = z.object({
  releases: z.url(),
  fingerprint: z.string().regex(/^[0-9A-F]{40}$/, 'a fingerprint is 40 upper-case hex digits'),
  keys: z.array(z.object({ file: z.string(), expires: z.string(), origin: z.string() })).min(1),
});
export type Vendor = z.infer<typeof vendor>;

const lockFile = z.object({
  schema: z.literal(1),
  vendors: z.partialRecord(engineRelease.shape.name, vendor),
  engines: z.array(lockEntry),
});
export type LockFile = z.infer<typeof lockFile>;

/** Path of the lock in a project's `engines` folder. */
export const lockPath = (enginesDir: string): string => join(enginesDir, 'lock.json');

/** @throws QuorateError `QRT-ENGINE-LOCK` when there is no readable lock of a known form. */
export function readLock(enginesDir: string): LockFile {
  const path = lockPath(enginesDir);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unreadable(path, reasonOf(error), error);
  }
  const parsed = lockFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(path, `${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
}

/** Replaces the lock; a reader sees the old one or the new one. */
export async function writeLock(enginesDir: string, lock: LockFile): Promise<void> {
  await writeFileAtomically(lockPath(enginesDir), `${JSON.stringify(lock, null, 2)}\n`, { mode: 0o644 });
}

function unreadable(path: string, why: string, cause: unknown): QuorateError {
  return new QuorateError(
    'QRT-ENGINE-LOCK',
    `${path} is not a usable lock of engines: ${why}`,
    'Bring back the committed file, for example with `git checkout -- engines/lock.json`.',
    { cause },
  );
}

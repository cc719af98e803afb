import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomically } from '../../../process/index.js';
import { sha256Of } from '../checksum.js';
import type { Artefact } from '../lock/lock-file.js';
import type { CachePlace } from './cache-dir.js';

/**
 * What was verified, and how the file looked then. As long as it looks the same it is not hashed again; hashing an
 * engine takes longer than everything else a deploy does with it.
 */
const engineStamp = z.object({
  schema: z.literal(1),
  /** Of the artefact as the lock has it: the archive, or the built program. */
  artefact: z.string(),
  /** Of the program. */
  sha256: z.string(),
  size: z.number(),
  mtime_ms: z.number(),
  inode: z.number(),
});
export type EngineStamp = z.infer<typeof engineStamp>;

/** Writes the stamp of a program that was just verified. */
export async function writeStamp(place: CachePlace, artefact: Artefact, sha256: string): Promise<EngineStamp> {
  const stamp = { schema: 1 as const, artefact: artefact.sha256, sha256, ...(await looks(place.program)) };
  await writeFileAtomically(place.stamp, `${JSON.stringify(stamp)}\n`, { mode: 0o644 });
  return stamp;
}

/** The stamp, when it is one of this artefact; null says that the place holds nothing usable. */
export async function readStamp(place: CachePlace, artefact: Artefact): Promise<EngineStamp | null> {
  try {
    const stamp = engineStamp.parse(JSON.parse(await readFile(place.stamp, 'utf8')));
    return stamp.artefact === artefact.sha256 && stamp.sha256 === expectedProgram(artefact, stamp) ? stamp : null;
  } catch {
    return null;
  }
}

/** Whether the program is still what the stamp says; `thorough` hashes it whatever it looks like. */
export async function isIntact(place: CachePlace, stamp: EngineStamp, thorough: boolean): Promise<boolean> {
  const now = await looks(place.program).catch(() => null);
  if (now === null || now.size !== stamp.size) return false;
  const same = now.mtime_ms === stamp.mtime_ms && now.inode === stamp.inode;
  return same && !thorough ? true : (await sha256Of(place.program)) === stamp.sha256;
}

/** Checksum that the lock wants of the program; an archive's content is vouched for by the archive's own. */
function expectedProgram(artefact: Artefact, stamp: EngineStamp): string {
  return artefact.source === 'go-module' ? artefact.sha256 : (artefact.engine_sha256 ?? stamp.sha256);
}

// No ctime and no link count: images hard-link the program, which changes both.
async function looks(program: string): Promise<Pick<EngineStamp, 'size' | 'mtime_ms' | 'inode'>> {
  const { size, mtimeMs, ino } = await stat(program);
  return { size, mtime_ms: mtimeMs, inode: ino };
}

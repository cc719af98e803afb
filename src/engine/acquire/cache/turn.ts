import { readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createFileExclusively, identityOf, isAlive, processIdentity } from '../../../process/index.js';
import type { OnProgress } from '../progress.js';

const LOOK_AGAIN_MS = 100;

const turnFile = processIdentity.extend({ since: z.string() });
type Turn = z.infer<typeof turnFile>;

/**
 * Runs `work` while no other process does: concurrent callers wait for one download or build instead of each making
 * its own. A turn whose process is gone is taken over. It only saves work: what is published is renamed whole, so two
 * holders would do no harm.
 */
export async function inTurn<T>(
  path: string,
  options: { readonly onProgress?: OnProgress | undefined; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const mine = await take(path, options);
  try {
    return await work();
  } finally {
    if ((await read(path)) === mine) await rm(path, { force: true });
  }
}

async function take(
  path: string,
  { onProgress, signal }: { readonly onProgress?: OnProgress | undefined; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const identity = identityOf();
  if (identity === null) throw new Error('this process cannot be found in /proc');
  let shown: string | null = null;
  for (;;) {
    signal?.throwIfAborted();
    // The time makes turns of one process differ: two callers in it wait for each other as well.
    const mine = `${JSON.stringify({ ...identity, since: new Date().toISOString(), turn: crypto.randomUUID() })}\n`;
    if (await createFileExclusively(path, mine, { mode: 0o600 })) return mine;
    const found = await read(path);
    if (found === null) continue;
    const holder = parse(found);
    if (holder === null || !isAlive(holder)) {
      await discard(path, found);
      continue;
    }
    if (shown !== found) onProgress?.({ type: 'waiting', pid: holder.pid, since: holder.since });
    shown = found;
    await sleep(LOOK_AGAIN_MS, undefined, { ...(signal ? { signal } : {}) }).catch(() => signal?.throwIfAborted());
  }
}

/** Moves a dead turn away before it is removed: of several that found it dead, one removes it. */
async function discard(path: string, dead: string): Promise<void> {
  const aside = `${path}.${process.pid}.${crypto.randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Somebody was faster, and what was moved is already a living turn: it goes back unless yet another one is there.
  const moved = await read(aside);
  if (moved !== null && moved !== dead) await createFileExclusively(path, moved, { mode: 0o600 });
  await rm(aside, { force: true });
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(content: string): Turn | null {
  try {
    return turnFile.parse(JSON.parse(content));
  } catch {
    return null;
  }
}

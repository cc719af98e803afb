import * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson } from '../operation/index.js';
import type { Pause } from './model/index.js';

const KEY = 'cluster/pause';

const stored: z.ZodType<Pause> = z.object({ by: z.string(), since: z.string() });

/** Whose wish it is that nothing changes; null when nobody's. No lock is needed to ask for it or to take it back. */
export async function readPause(store: EnvironmentStore): Promise<Pause | null> {
  const value = await store.get(KEY);
  return value ? decodeJson(stored, value.body, KEY) : null;
}

/** An operation that is under way stops before its next change. */
export async function writePause(store: EnvironmentStore, pause: Pause): Promise<void> {
  await store.put(KEY, encodeJson(pause));
}

/** Takes the wish back; nothing starts by itself. */
export async function deletePause(store: EnvironmentStore): Promise<void> {
  await store.delete(KEY);
}

import * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson } from '../../../operation/index.js';

const KEY = 'cluster/rollover';

/**
 * How far a roll-over of the authorities is: the new ones are being made known, or are known to all; nodes are being
 * certified by them, or the old ones are being forgotten.
 */
const rollover = z.object({ state: z.enum(['trusting', 'trusted', 'reissuing', 'dropping']), since: z.string() });
export type Rollover = z.infer<typeof rollover>;

/** Undefined while none is under way. */
export async function readRollover(store: EnvironmentStore): Promise<Rollover | undefined> {
  const value = await store.get(KEY);
  return value && decodeJson(rollover, value.body, KEY);
}

export async function noteRollover(store: EnvironmentStore, state: Rollover['state']): Promise<void> {
  const { since = new Date().toISOString() } = (await readRollover(store)) ?? {};
  await store.put(KEY, encodeJson({ state, since }));
}

export async function endRollover(store: EnvironmentStore): Promise<void> {
  await store.delete(KEY);
}

import * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson } from '../../operation/index.js';

const FOLDER = 'drills/restore';

/** What a restore drill found. Only drills that found everything are kept. */
export const restoreDrill = z.object({
  /** ISO 8601, its end. */
  when: z.string(),
  snapshot: z.string(),
  cluster_id: z.string(),
  /** The snapshot's last entry, and how far the copy's storage went. */
  index: z.number().int(),
  applied_index: z.number().int(),
  /** Paths of the copy's secrets engines and authentication methods, and how many policies it had. */
  mounts: z.array(z.string()),
  policies: z.number().int(),
  /** How the fence was proven. */
  fence: z.object({ interfaces: z.array(z.string()), refused: z.number().int() }),
  /** Milliseconds until the copy was founded, took the snapshot, was checked and was gone again. */
  phases: z.object({ founded: z.number(), restored: z.number(), checked: z.number(), removed: z.number() }),
});
export type RestoreDrill = z.infer<typeof restoreDrill>;

/** Keeps the result of a drill for good. */
export async function keepDrill(store: EnvironmentStore, drill: RestoreDrill): Promise<void> {
  await store.put(`${FOLDER}/${drill.when.replace(/[:.]/g, '-')}`, encodeJson(drill), { absent: true });
}

/** The last drill that found everything, or null. */
export async function lastDrill(store: EnvironmentStore): Promise<RestoreDrill | null> {
  const newest = (await store.list(`${FOLDER}/`)).toSorted().at(-1);
  const value = newest === undefined ? undefined : await store.get(newest);
  return value === undefined || newest === undefined ? null : decodeJson(restoreDrill, value.body, newest);
}

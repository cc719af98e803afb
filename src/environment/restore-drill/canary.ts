import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EngineClient } from '../../engine/index.js';
import { decodeJson, type EnvironmentStore, encodeJson } from '../../operation/index.js';

const KEY = 'drills/canary';
/** Of our own, so that no mount of the user's is touched; it allows nothing. */
const POLICY = 'quorate-canary';

const stored = z.object({
  cluster_id: z.string(),
  value: z.string(),
  /** ISO 8601. */
  planted: z.string(),
});
export type PlantedCanary = z.infer<typeof stored>;

/** What was planted in this cluster and has to be found in every later snapshot; null before the first drill. */
export async function plantedCanary(store: EnvironmentStore, clusterId: string): Promise<PlantedCanary | null> {
  const value = await store.get(KEY);
  const canary = value && decodeJson(stored, value.body, KEY);
  return canary?.cluster_id === clusterId ? canary : null;
}

/** Plants a value that nobody else knows. */
export async function plantCanary(
  store: EnvironmentStore,
  engine: EngineClient,
  clusterId: string,
): Promise<PlantedCanary> {
  const value = randomUUID();
  await engine.policies.put(POLICY, `# ${value}\npath "${POLICY}" { capabilities = ["deny"] }\n`);
  const canary = { cluster_id: clusterId, value, planted: new Date().toISOString() };
  await store.put(KEY, encodeJson(canary));
  return canary;
}

/** Whether this copy holds the canary. */
export async function holdsCanary(engine: EngineClient, { value }: PlantedCanary): Promise<boolean> {
  return (await engine.policies.get(POLICY))?.includes(value) === true;
}

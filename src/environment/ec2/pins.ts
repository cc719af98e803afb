import * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson, StoreConflict } from '../../operation/index.js';
import { imageDigest, machineId } from '../../schema/index.js';

const FOLDER = 'machines/';

/** What is remembered of an instance from its enrolment on. Public: nothing in it is secret. */
const pin = z.object({
  id: machineId,
  /** As EC2 calls it. */
  instance: z.string(),
  slot: z.string(),
  zone: z.string(),
  image: imageDigest,
  address: z.string(),
  /** The only SSH host key that this machine may ever show. */
  host_key: z.string(),
  /** ISO 8601. */
  pinned_at: z.string(),
  /** Whether Terraform's state holds it. */
  claimed: z.boolean(),
  /** Whether its protection was lifted: it is Terraform's to end and nobody's member any more. */
  released: z.boolean(),
});
export type Pin = z.infer<typeof pin>;

/** Instances that were met, in the environment's store: operators on several computers expect the same host keys. */
export class Pins {
  constructor(private readonly store: EnvironmentStore) {}

  async all(): Promise<readonly Pin[]> {
    const keys = await this.store.list(FOLDER);
    const values = await Promise.all(keys.map(async (key) => ({ key, value: await this.store.get(key) })));
    return values.flatMap(({ key, value }) => (value ? [decodeJson(pin, value.body, key)] : []));
  }

  async get(id: string): Promise<Pin | undefined> {
    const value = await this.store.get(keyOf(id));
    return value && decodeJson(pin, value.body, keyOf(id));
  }

  /** Of two who meet a machine at the same time one is the first, and the other keeps to what the first has seen. */
  async add(made: Pin): Promise<void> {
    try {
      await this.store.put(keyOf(made.id), encodeJson(made), { absent: true });
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }

  async change(id: string, change: Partial<Pick<Pin, 'claimed' | 'released'>>): Promise<void> {
    const known = await this.get(id);
    if (known) await this.store.put(keyOf(id), encodeJson({ ...known, ...change }));
  }
}

function keyOf(id: string): string {
  return `${FOLDER}${id}`;
}

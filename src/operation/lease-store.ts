import type { EnvironmentStore } from './environment-store.js';
import { StoreConflict } from './environment-store.js';
import { type LeaseRecord, leaseRecord } from './lease.js';
import { decodeJson, encodeJson } from './stored-json.js';

const KEY = 'lock';

/** The lease record with the tag that the next version must be written against. */
export interface StoredLease {
  readonly record: LeaseRecord;
  readonly etag: string;
}

export async function readLease(store: EnvironmentStore): Promise<StoredLease | undefined> {
  const value = await store.get(KEY);
  return value && { record: decodeJson(leaseRecord, value.body, KEY), etag: value.etag };
}

/**
 * Replaces exactly the version `previous`. Undefined when someone else was faster.
 *
 * A put whose reply was lost may have landed, and its repetition then meets itself: so on any failure the record is
 * read back, and what counts is whether it is ours.
 */
export async function replaceLease(
  store: EnvironmentStore,
  previous: StoredLease | undefined,
  record: LeaseRecord,
): Promise<StoredLease | undefined> {
  const body = encodeJson(record);
  try {
    const etag = await store.put(KEY, body, previous ? { etag: previous.etag } : { absent: true });
    return { record, etag };
  } catch (error) {
    const present = await store.get(KEY);
    if (present && Buffer.from(present.body).equals(body)) return { record, etag: present.etag };
    if (error instanceof StoreConflict) return undefined;
    throw error;
  }
}

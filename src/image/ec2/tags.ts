import type { Tags } from '../../aws/index.js';

/** On images and their snapshots: the digest of the declared inputs. */
export const IMAGE_TAG = 'quorate:image';
/** On builders: the digest that they bake. */
export const BUILDER_TAG = 'quorate:builder';
/** On builders: the run that started them. */
export const RUN_TAG = 'quorate:run';
/** On builders: nobody works with one after this moment (ISO 8601) unless it is moved on. */
export const EXPIRY_TAG = 'quorate:expires';

/** A run that lives moves the expiry on more often than this. Milliseconds. */
export const LEASE_MS = 10 * 60_000;

export function builderTags(digest: string, run: string, now: number): Tags {
  return { Name: `quorate-builder-${digest.slice(-8)}`, [BUILDER_TAG]: digest, [RUN_TAG]: run, ...leaseTags(now) };
}

export function leaseTags(now: number): Tags {
  return { [EXPIRY_TAG]: new Date(now + LEASE_MS).toISOString() };
}

/** Whether whoever started it has not been heard of for the length of a lease. */
export function isExpired(tags: Tags, now: number): boolean {
  return !(Date.parse(tags[EXPIRY_TAG] ?? '') > now);
}

import type { EntryIn, ShareSet } from './entry.js';

type Confirmed = EntryIn<'confirmed'>;

/** What an entry begins with. */
export const NOT_REKEYED: Pick<Confirmed, 'pending' | 'former'> = { pending: null, former: [] };

/** New shares are kept before anybody is asked to prove them. A set that was never proven is kept all the same. */
export function rekey(entry: Confirmed, set: Omit<ShareSet, 'given'>, now: string): Confirmed {
  const { pending, former } = entry;
  return { ...entry, pending: { ...set, given: now }, former: pending === null ? former : [...former, pending] };
}

/** The pending shares take the place of those in force, which are kept for snapshots of their time. */
export function rekeyProven(entry: Confirmed): Confirmed {
  const { pending, former, shares, threshold, recipients, messages, replied } = entry;
  if (pending === null) return entry;
  const { given, ...set } = pending;
  const old: ShareSet = { shares, threshold, recipients, messages, given: replied };
  return { ...entry, ...set, replied: given, pending: null, former: [...former, old] };
}

/** Pending shares that were given up open nothing; they are kept all the same. */
export function rekeyCancelled(entry: Confirmed): Confirmed {
  const { pending, former } = entry;
  return pending === null ? entry : { ...entry, pending: null, former: [...former, pending] };
}

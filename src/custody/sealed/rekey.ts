import type { EntryIn, ShareSet } from './entry.js';

type Confirmed = EntryIn<'confirmed'>;

/** What an entry begins with. */
export const NOT_REKEYED: Pick<Confirmed, 'generation' | 'pending' | 'former'> = {
  generation: 'initial',
  pending: null,
  former: [],
};

/** New shares are kept before anybody is asked to prove them. A set that was never proven is kept all the same. */
export function rekey(entry: Confirmed, set: Omit<ShareSet, 'given'>, now: string): Confirmed {
  const { pending, former } = entry;
  return { ...entry, pending: { ...set, given: now }, former: pending === null ? former : [...former, pending] };
}

/** The pending shares take the place of those in force, which are kept for snapshots of their time. */
export function rekeyProven(entry: Confirmed): Confirmed {
  const { pending, former } = entry;
  if (pending === null) return entry;
  const { given, ...set } = pending;
  return { ...entry, ...set, replied: given, pending: null, former: [...former, inForce(entry)] };
}

/** The shares of this generation, or undefined when custody never had them. */
export function sharesOf(entry: Confirmed, generation: string): ShareSet | undefined {
  const { pending, former } = entry;
  return [inForce(entry), ...former, ...(pending === null ? [] : [pending])].find(
    (set) => set.generation === generation,
  );
}

/** The shares of another time take the place of those in force, which are kept for snapshots of theirs. */
export function backInForce(entry: Confirmed, generation: string): Confirmed {
  const set = sharesOf(entry, generation);
  if (set === undefined || entry.generation === generation) return entry;
  const { given, ...shares } = set;
  const { pending, former } = entry;
  const left = former.filter((one) => one !== set);
  return {
    ...entry,
    ...shares,
    replied: given,
    pending: pending === set ? null : pending,
    former: [...left, inForce(entry)],
  };
}

function inForce({ generation, shares, threshold, recipients, messages, replied }: Confirmed): ShareSet {
  return { generation, shares, threshold, recipients, messages, given: replied };
}

/** Pending shares that were given up open nothing; they are kept all the same. */
export function rekeyCancelled(entry: Confirmed): Confirmed {
  const { pending, former } = entry;
  return pending === null ? entry : { ...entry, pending: null, former: [...former, pending] };
}

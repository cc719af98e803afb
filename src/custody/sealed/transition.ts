import { isDeepStrictEqual } from 'node:util';
import { type InitReply, QuorateError, type SealType } from '../../schema/index.js';
import type { EntryIn, SealedEntry } from './entry.js';
import type { CustodyEvent, Intent } from './event.js';
import { backInForce, NOT_REKEYED, rekey, rekeyCancelled, rekeyProven } from './rekey.js';

/**
 * The entry after the event. Pure. An event that already happened gives back the very same entry, so that every
 * operation can be run again; one that does not fit is refused, because it would overwrite the only copy of keys.
 *
 * @param now ISO 8601.
 * @throws QuorateError `QRT-CUSTODY-STATE`
 */
export function transition(
  cluster: string,
  entry: SealedEntry | undefined,
  event: CustodyEvent,
  now: string,
): SealedEntry {
  switch (event.event) {
    case 'intend':
      return intend(cluster, entry, event.intent, event.supersedes, now);
    case 'reply':
      return keep(cluster, entry, event.reply, now);
    case 'confirm':
      return confirm(cluster, entry, event.cluster_id, now);
    case 'root-revoked':
      if (entry?.state !== 'confirmed') throw misfit(cluster, entry, 'the revocation of the root token');
      return entry.root_revoked === null ? { ...entry, root_token: null, root_revoked: now } : entry;
    case 'rekey':
      return rekey(confirmedOnly(cluster, entry, 'new shares'), event.set, now);
    case 'rekey-proven':
      return rekeyProven(confirmedOnly(cluster, entry, 'the proof of new shares'));
    case 'rekey-cancelled':
      return rekeyCancelled(confirmedOnly(cluster, entry, 'giving new shares up'));
    case 'back-in-force':
      return backInForce(confirmedOnly(cluster, entry, 'shares of another time'), event.generation);
    case 'migrated':
      return migrated(confirmedOnly(cluster, entry, `the migration to ${event.seal}`), event.seal);
    case 'adopt':
      return adopt(cluster, entry, event.entry);
    case 'archive':
      if (entry === undefined) throw misfit(cluster, entry, 'archiving');
      return entry.state === 'archived'
        ? entry
        : { ...NOT_REKEYED, ...entry, state: 'archived', archived: now, reason: event.reason };
  }
}

function intend(
  cluster: string,
  entry: SealedEntry | undefined,
  intent: Intent,
  supersedes: string | undefined,
  now: string,
): SealedEntry {
  const { operation, node_id } = intent;
  if (entry?.state === 'intent' && entry.operation === operation && entry.node_id === node_id) return entry;
  const free = entry === undefined || entry.state === 'archived';
  if (!free && !(entry.state === 'intent' && entry.operation === supersedes)) {
    throw misfit(cluster, entry, `the intent to initialize ${node_id}`);
  }
  return { state: 'intent', schema: 1, cluster, ...intent, intended: now };
}

function keep(cluster: string, entry: SealedEntry | undefined, reply: InitReply, now: string): SealedEntry {
  const what = `the reply of ${reply.node_id} to ${reply.operation}`;
  const sameRequest = entry?.operation === reply.operation && entry.node_id === reply.node_id;
  if (!entry || !sameRequest || entry.state === 'archived') throw misfit(cluster, entry, what);
  if (entry.state === 'intent') {
    const expected = `${entry.shares} ${entry.kind} shares`;
    const received = `${reply.shares.length} ${reply.kind} shares`;
    if (expected !== received) throw misfit(cluster, entry, `${what}: ${received} instead of ${expected}`);
    return { ...entry, state: 'reply', messages: reply.shares, root_token: reply.root_token, replied: now };
  }
  if (isDeepStrictEqual(entry.messages, reply.shares)) return entry;
  throw misfit(cluster, entry, `${what}, with other shares than those that are kept`);
}

function confirm(cluster: string, entry: SealedEntry | undefined, cluster_id: string, now: string): SealedEntry {
  if (entry?.state === 'confirmed' && entry.cluster_id === cluster_id) return entry;
  if (entry?.state !== 'reply') throw misfit(cluster, entry, `the confirmation of cluster ${cluster_id}`);
  const confirmed: EntryIn<'confirmed'> = {
    ...entry,
    state: 'confirmed',
    cluster_id,
    confirmed: now,
    root_revoked: null,
    ...NOT_REKEYED,
  };
  return confirmed;
}

/** Keys are taken over where there are none, or those of a cluster that is no more. */
function adopt(cluster: string, entry: SealedEntry | undefined, other: EntryIn<'confirmed'>): SealedEntry {
  if (entry?.state === 'confirmed' && entry.cluster_id === other.cluster_id) return entry;
  if (entry === undefined || entry.state === 'archived') return { ...other, cluster };
  throw misfit(cluster, entry, `the keys of cluster ${other.cluster_id}`);
}

function migrated(entry: EntryIn<'confirmed'>, seal: SealType): EntryIn<'confirmed'> {
  return entry.seal === seal ? entry : { ...entry, seal, kind: seal === 'shamir' ? 'unseal' : 'recovery' };
}

function confirmedOnly(cluster: string, entry: SealedEntry | undefined, what: string): EntryIn<'confirmed'> {
  if (entry?.state === 'confirmed') return entry;
  throw misfit(cluster, entry, what);
}

function misfit(cluster: string, entry: SealedEntry | undefined, what: string): QuorateError {
  const present = entry ? `state "${entry.state}" (operation ${entry.operation}, node ${entry.node_id})` : 'no entry';
  return new QuorateError(
    'QRT-CUSTODY-STATE',
    `the sealed store has ${present} for cluster ${cluster}, which does not go with ${what}; nothing was changed`,
    'Run the command again. If it stays so, another operation worked on this cluster: compare the journal before anything else.',
  );
}

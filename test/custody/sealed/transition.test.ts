import { describe, expect, test } from 'vitest';
import type { CustodyEvent, SealedEntry } from '../../../src/custody/index.js';
import { sealedEntry } from '../../../src/custody/sealed/entry.js';
import { transition } from '../../../src/custody/sealed/transition.js';
import { CLUSTER_ID, intent, reply } from '../support/initialization.js';

const now = '2030-01-01T00:00:00.000Z';
const step = (entry: SealedEntry | undefined, event: CustodyEvent, when = now) =>
  transition('vault', entry, event, when);

const events = {
  intend: { event: 'intend', intent },
  reply: { event: 'reply', reply },
  confirm: { event: 'confirm', cluster_id: CLUSTER_ID },
  'root-revoked': { event: 'root-revoked' },
  archive: { event: 'archive', reason: 'destroyed' },
} satisfies Record<string, CustodyEvent>;

const intended = step(undefined, events.intend);
const replied = step(intended, events.reply);
const confirmed = step(replied, events.confirm);
const revoked = step(confirmed, events['root-revoked']);
const archived = step(revoked, events.archive);
const states = { none: undefined, intended, replied, confirmed, revoked, archived };

/** Every pair of state and event: the state it leads to, `same` for the very same entry, or refused. */
const table: Record<
  keyof typeof states,
  Record<keyof typeof events, keyof typeof states | 'same' | 'refused' | 'other'>
> = {
  none: { intend: 'intended', reply: 'refused', confirm: 'refused', 'root-revoked': 'refused', archive: 'refused' },
  intended: { intend: 'same', reply: 'replied', confirm: 'refused', 'root-revoked': 'refused', archive: 'other' },
  replied: { intend: 'refused', reply: 'same', confirm: 'confirmed', 'root-revoked': 'refused', archive: 'other' },
  confirmed: { intend: 'refused', reply: 'same', confirm: 'same', 'root-revoked': 'revoked', archive: 'other' },
  revoked: { intend: 'refused', reply: 'same', confirm: 'same', 'root-revoked': 'same', archive: 'archived' },
  archived: { intend: 'intended', reply: 'refused', confirm: 'refused', 'root-revoked': 'refused', archive: 'same' },
};

const cases = Object.entries(table).flatMap(([state, row]) =>
  Object.entries(row).map(([event, result]) => ({ state, event, result })),
);

test.each(cases)('in state $state, $event leads to: $result', ({ state, event, result }) => {
  const before = states[state as keyof typeof states];
  const act = () => step(before, events[event as keyof typeof events]);
  if (result === 'refused') expect(act).toThrow(expect.objectContaining({ code: 'QRT-CUSTODY-STATE' }));
  else if (result === 'same') expect(act()).toBe(before);
  else if (result === 'other') expect(act()).toMatchObject({ state: 'archived', operation: intent.operation });
  else expect(act()).toEqual(states[result as keyof typeof states]);
});

test('every entry is one that the store can read again', () => {
  for (const entry of [intended, replied, confirmed, revoked, archived])
    expect(sealedEntry.parse(entry)).toEqual(entry);
});

test('the root token goes with its revocation, the shares stay', () => {
  expect(confirmed).toMatchObject({ root_token: 'root', root_revoked: null });
  expect(revoked).toMatchObject({ root_token: null, root_revoked: now, messages: reply.shares });
  expect(archived).toMatchObject({ messages: reply.shares, reason: 'destroyed' });
});

test.each<[string, SealedEntry, CustodyEvent]>([
  ['another operation', intended, { event: 'reply', reply: { ...reply, operation: 'deploy-2' } }],
  ['another node', intended, { event: 'reply', reply: { ...reply, node_id: 'b-1a2b3c4d' } }],
  ['fewer shares', intended, { event: 'reply', reply: { ...reply, shares: ['share-1'] } }],
  ['the other kind', intended, { event: 'reply', reply: { ...reply, kind: 'unseal' } }],
  ['other shares than those kept', replied, { event: 'reply', reply: { ...reply, shares: ['x', 'y', 'z'] } }],
  ['another cluster than the confirmed one', confirmed, { event: 'confirm', cluster_id: 'other' }],
  ['a second node', intended, { event: 'intend', intent: { ...intent, node_id: 'b-1a2b3c4d' } }],
])('keys are never overwritten by those of %s', (_, entry, event) => {
  expect(() => step(entry, event)).toThrow(expect.objectContaining({ code: 'QRT-CUSTODY-STATE' }));
});

test('an intent is superseded only by whoever names it', () => {
  const next = { ...intent, operation: 'deploy-2', node_id: 'b-1a2b3c4d' };
  expect(step(intended, { event: 'intend', intent: next, supersedes: 'deploy-1' })).toMatchObject(next);
  expect(() => step(intended, { event: 'intend', intent: next, supersedes: 'deploy-0' })).toThrow();
  expect(() => step(replied, { event: 'intend', intent: next, supersedes: 'deploy-1' })).toThrow();
});

describe('a rekey', () => {
  const set = { generation: 'rekey-1', shares: 2, threshold: 2, recipients: [], messages: ['new 1', 'new 2'] };
  const given = step(revoked, { event: 'rekey', set }, '2031-01-01T00:00:00.000Z');

  test('leaves the old shares in force until the new ones are proven', () => {
    expect(given).toMatchObject({ messages: reply.shares, pending: { messages: set.messages } });
    const proven = step(given, { event: 'rekey-proven' });
    expect(proven).toMatchObject({ ...set, pending: null, former: [{ messages: reply.shares }] });
    expect(step(proven, { event: 'rekey-proven' })).toBe(proven);
    expect(sealedEntry.parse(proven)).toEqual(proven);
  });

  test('gives the old shares back with a snapshot of their time, and keeps the new ones for theirs', () => {
    const proven = step(given, { event: 'rekey-proven' });
    const back = step(proven, { event: 'back-in-force', generation: 'initial' });
    expect(back).toMatchObject({
      generation: 'initial',
      messages: reply.shares,
      threshold: 2,
      former: [{ generation: 'rekey-1', messages: set.messages }],
    });
    expect(step(back, { event: 'back-in-force', generation: 'initial' })).toBe(back);
    const again = step(back, { event: 'back-in-force', generation: 'rekey-1' });
    expect(again).toMatchObject({ messages: set.messages, former: [{ messages: reply.shares }] });
    expect(sealedEntry.parse(again)).toEqual(again);
  });

  test('whose proof was not noted is in force once a snapshot says so', () => {
    const back = step(given, { event: 'back-in-force', generation: 'rekey-1' });
    expect(back).toMatchObject({ generation: 'rekey-1', pending: null, former: [{ generation: 'initial' }] });
  });

  test('of which custody knows nothing changes nothing', () => {
    expect(step(given, { event: 'back-in-force', generation: 'rekey-9' })).toBe(given);
  });

  test('never gives up a set that may be in force', () => {
    const again = step(given, { event: 'rekey', set: { ...set, messages: ['newer'] } });
    expect(again).toMatchObject({ pending: { messages: ['newer'] }, former: [{ messages: set.messages }] });
  });

  test('is of a cluster whose keys are confirmed', () => {
    for (const entry of [undefined, intended, replied, archived]) {
      expect(() => step(entry, { event: 'rekey', set })).toThrow(
        expect.objectContaining({ code: 'QRT-CUSTODY-STATE' }),
      );
    }
  });
});

test('new shares that are given up leave those in force where they were, and are kept', () => {
  const recipients = [{ name: 'four', fingerprint: '04' }];
  const set = { generation: 'rekey-1', shares: 1, threshold: 1, recipients, messages: ['share-4'] };
  const pending = step(revoked, { event: 'rekey', set });
  const cancelled = step(pending, { event: 'rekey-cancelled' });
  expect(cancelled).toMatchObject({ pending: null, messages: reply.shares, former: [{ messages: ['share-4'] }] });
  expect(step(cancelled, { event: 'rekey-cancelled' })).toBe(cancelled);
});

test.each([
  ['shamir', 'unseal'],
  ['transit', 'recovery'],
] as const)('the same shares are of %s once the cluster is', (seal, kind) => {
  const other = seal === 'shamir' ? revoked : step(revoked, { event: 'migrated', seal: 'shamir' });
  const moved = step(other, { event: 'migrated', seal });
  expect(moved).toMatchObject({ seal, kind, messages: reply.shares });
  expect(step(moved, { event: 'migrated', seal })).toBe(moved);
});

test('keys are taken over from another environment where there are none, and nowhere else', () => {
  if (revoked.state !== 'confirmed') throw new Error('expected keys of a cluster');
  const adopt = { event: 'adopt', entry: revoked } as const;
  expect(step(undefined, adopt)).toMatchObject({ state: 'confirmed', cluster: 'vault', cluster_id: CLUSTER_ID });
  expect(step(revoked, adopt)).toBe(revoked);
  const other = step(replied, { event: 'confirm', cluster_id: 'another' });
  for (const entry of [intended, replied, other]) {
    expect(() => step(entry, adopt)).toThrow(expect.objectContaining({ code: 'QRT-CUSTODY-STATE' }));
  }
});

import { beforeEach, expect, test } from 'vitest';
import { brokenOffSteps, Journal, type JournalEntry } from '../../src/operation/index.js';
import { MemoryStore } from './support/memory-store.js';

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

/** A run that began these steps, and how it ended, if it did. */
async function run(token: number, kind: string, steps: readonly string[], end?: JournalEntry['state']): Promise<void> {
  const journal = new Journal(store, { id: `${kind}-${token}`, kind, token });
  await journal.record({ step: 'operation', state: 'started' });
  for (const step of steps) await journal.record({ step, state: 'started' });
  if (end) await journal.record({ step: 'operation', state: end });
}

test('there are none before the first run', async () => {
  expect(await brokenOffSteps(store, 'rejoin')).toEqual([]);
});

test.each([undefined, 'failed'] as const)('a run that ended as %s has them', async (end) => {
  await run(1, 'rejoin', ['remove b', 'wipe b'], end);
  expect(await brokenOffSteps(store, 'rejoin')).toEqual(['remove b', 'wipe b']);
});

test('a run that came to its end has none', async () => {
  await run(1, 'rejoin', ['remove b']);
  await run(2, 'rejoin', ['let b join'], 'done');
  expect(await brokenOffSteps(store, 'rejoin')).toEqual([]);
});

test('several runs have all of theirs, each once, whatever the last one did', async () => {
  await run(1, 'rejoin', ['remove b']);
  await run(2, 'rejoin', ['remove b', 'wipe b']);
  await run(3, 'rejoin', [], 'failed');
  expect(await brokenOffSteps(store, 'rejoin')).toEqual(['remove b', 'wipe b']);
});

test.each(['done', 'failed'] as const)('what was done since (%s) ends the matter', async (end) => {
  await run(1, 'rejoin', ['remove b']);
  await run(2, 'deploy', ['join b'], end);
  expect(await brokenOffSteps(store, 'rejoin')).toEqual([]);
});

test('the run that asks is none of them', async () => {
  await run(1, 'rejoin', ['remove b']);
  await run(2, 'rejoin', ['let b join']);
  expect(await brokenOffSteps(store, 'rejoin', 2)).toEqual(['remove b']);
});

test('an entry that cannot be understood ends the matter, and no command', async () => {
  await run(1, 'rejoin', ['remove b']);
  await store.put('journal/00000002/000001', Buffer.from('{'));
  expect(await brokenOffSteps(store, 'rejoin')).toEqual([]);
});

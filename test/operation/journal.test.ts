import { expect, test } from 'vitest';
import {
  DiskStore,
  Journal,
  type JournalEntry,
  pruneJournal,
  readJournal,
  readLatestOperation,
  tailJournal,
  who,
} from '../../src/operation/index.js';
import { FaultyStore } from './support/faulty-store.js';
import { MemoryStore } from './support/memory-store.js';
import { temporaryFolder } from './support/temporary-folder.js';

const deploy = (token: number) => ({ id: `deploy-${token}`, kind: 'deploy', token });
const steps = (placed: readonly { entry: JournalEntry }[]) => placed.map(({ entry }) => `${entry.step} ${entry.state}`);

test('keeps entries in the order in which they were given, with who, when and the token', async () => {
  const store = new DiskStore(await temporaryFolder());
  const journal = new Journal(store, deploy(3));
  const before = Date.now();
  await Promise.all([
    journal.record({ step: 'join', state: 'started', reason: 'slot b is empty', voters: 1, quorum: 1, tolerance: 0 }),
    journal.record({ step: 'join', state: 'done', result: 'b-1a2b3c4d' }),
    journal.record({ step: 'operation', state: 'done' }),
  ]);
  const placed = await readJournal(store);
  expect(steps(placed)).toEqual(['join started', 'join done', 'operation done']);
  const [first] = placed;
  expect(first?.entry).toMatchObject({ operation: 'deploy-3', kind: 'deploy', who: who(), token: 3, tolerance: 0 });
  expect(Date.parse(first?.entry.when ?? '')).toBeGreaterThanOrEqual(before);
});

test('is not there before its first entry', async () => {
  const store = new MemoryStore();
  new Journal(store, deploy(1));
  expect(await store.list('')).toEqual([]);
  expect(await readLatestOperation(store)).toEqual([]);
});

test('goes on after what an earlier part of the same operation wrote', async () => {
  const store = new MemoryStore();
  await new Journal(store, deploy(1)).record({ step: 'init', state: 'started' });
  await new Journal(store, deploy(1)).record({ step: 'init', state: 'done' });
  expect(steps(await readJournal(store))).toEqual(['init started', 'init done']);
});

test.each(['after', 'repeated'] as const)('writes an entry once when the reply was lost (%s)', async (fault) => {
  const store = new FaultyStore(new MemoryStore());
  const journal = new Journal(store, deploy(1));
  store.failNextPut(fault);
  await journal.record({ step: 'init', state: 'started' }).catch(() => undefined);
  await journal.record({ step: 'init', state: 'done' });
  expect(steps(await readJournal(store))).toEqual(['init started', 'init done']);
});

test('the latest operation is the one with the highest token, and old ones are pruned', async () => {
  const store = new MemoryStore();
  for (const token of [2, 10, 9]) await new Journal(store, deploy(token)).record({ step: 'init', state: 'started' });
  expect((await readLatestOperation(store)).map(({ entry }) => entry.operation)).toEqual(['deploy-10']);
  await pruneJournal(store, 2);
  expect((await readJournal(store)).map(({ entry }) => entry.token)).toEqual([9, 10]);
});

test('a follower sees what is there, then what is added, also by the next operation, and ends when told', async () => {
  const store = new DiskStore(await temporaryFolder());
  const journal = new Journal(store, deploy(1));
  await journal.record({ step: 'init', state: 'started' });
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const { entry } of tailJournal(store, { signal: stop.signal, interval: 5 })) {
    seen.push(`${entry.operation} ${entry.step} ${entry.state}`);
    if (seen.length === 1) void journal.record({ step: 'init', state: 'done' });
    if (seen.length === 2) void new Journal(store, deploy(2)).record({ step: 'operation', state: 'started' });
    if (seen.length === 3) stop.abort();
  }
  expect(seen).toEqual(['deploy-1 init started', 'deploy-1 init done', 'deploy-2 operation started']);
});

test('a follower can begin after a place it has seen', async () => {
  const store = new MemoryStore();
  const journal = new Journal(store, deploy(1));
  await journal.record({ step: 'init', state: 'started' });
  await journal.record({ step: 'init', state: 'done' });
  const [first] = await readJournal(store);
  for await (const { entry } of tailJournal(store, { after: first?.key ?? '', interval: 5 })) {
    expect(entry.state).toBe('done');
    break;
  }
});

test('an entry that cannot be understood is named by its key, its content is not repeated', async () => {
  const store = new MemoryStore();
  await store.put('journal/00000001/000001', Buffer.from('hvs.canary {'));
  const error = await readJournal(store).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'QRT-STORE-CORRUPT',
    message: expect.stringContaining('journal/00000001/000001'),
  });
  expect(String(error)).not.toContain('canary');
});

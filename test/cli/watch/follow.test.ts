import { expect, test } from 'vitest';
import { type WatchEvent, watchOperations } from '../../../src/cli/watch/follow.js';
import { Journal, OperationLock } from '../../../src/operation/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';

const never = new AbortController().signal;

/** Begins an operation as `operate` does. */
async function begin(store: MemoryStore, id: string) {
  const lock = await OperationLock.acquire(store, { operation: id });
  const journal = new Journal(store, { id, kind: 'deploy', token: lock.token });
  await journal.record({ step: 'operation', state: 'started' });
  return { lock, journal };
}

async function finish(store: MemoryStore, id: string, state: 'done' | 'failed'): Promise<void> {
  const { lock, journal } = await begin(store, id);
  await journal.record({ step: 'operation', state });
  await lock.release();
}

async function collect(events: AsyncIterable<WatchEvent>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) seen.push(describe(event));
  return seen;
}

function describe(event: WatchEvent): string {
  return event.type === 'entry' ? `${event.entry.step} ${event.entry.state}` : `${event.operation} ${event.ending}`;
}

test('an environment without operations has nothing to show', async () => {
  expect(await collect(watchOperations(new MemoryStore(), { keepGoing: false, signal: never }))).toEqual([]);
});

test.each(['done', 'failed'] as const)(
  'an operation that is over (%s) is shown whole, and only the newest',
  async (state) => {
    const store = new MemoryStore();
    await finish(store, 'deploy-1', 'done');
    await finish(store, 'deploy-2', state);
    expect(await collect(watchOperations(store, { keepGoing: false, signal: never }))).toEqual([
      'operation started',
      `operation ${state}`,
      `deploy-2 ${state}`,
    ]);
  },
);

test('an operation under way is followed to its end', async () => {
  const store = new MemoryStore();
  const { lock, journal } = await begin(store, 'deploy-1');
  const seen: string[] = [];
  for await (const event of watchOperations(store, { keepGoing: false, signal: never })) {
    seen.push(describe(event));
    if (seen.length === 1) await journal.record({ step: 'join b', state: 'started' });
    if (seen.length === 2) await journal.record({ step: 'operation', state: 'done' });
  }
  expect(seen).toEqual(['operation started', 'join b started', 'operation done', 'deploy-1 done']);
  await lock.release();
});

test('an operation whose holder is gone without a word was interrupted', async () => {
  const store = new MemoryStore();
  const { lock, journal } = await begin(store, 'deploy-1');
  await journal.record({ step: 'join b', state: 'started' });
  await lock.release();
  expect(await collect(watchOperations(store, { keepGoing: false, signal: never }))).toEqual([
    'operation started',
    'join b started',
    'deploy-1 interrupted',
  ]);
});

test('the last word of an operation is heard although its lock is released at once', async () => {
  const store = new MemoryStore();
  const { lock, journal } = await begin(store, 'deploy-1');
  const seen: string[] = [];
  for await (const event of watchOperations(store, { keepGoing: false, signal: never })) {
    seen.push(describe(event));
    if (seen.length > 1) continue;
    await journal.record({ step: 'operation', state: 'failed', result: 'no' });
    await lock.release();
  }
  expect(seen).toEqual(['operation started', 'operation failed', 'deploy-1 failed']);
});

test('kept going, the next operations are shown too, until the signal', async () => {
  const store = new MemoryStore();
  await finish(store, 'deploy-1', 'done');
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const event of watchOperations(store, { keepGoing: true, signal: stop.signal })) {
    seen.push(describe(event));
    if (event.type !== 'ended') continue;
    if (event.operation === 'deploy-1') await finish(store, 'deploy-2', 'failed');
    else stop.abort();
  }
  expect(seen.filter((line) => line.startsWith('deploy'))).toEqual(['deploy-1 done', 'deploy-2 failed']);
});

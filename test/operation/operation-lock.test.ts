import { describe, expect, test } from 'vitest';
import {
  currentHolder,
  DiskStore,
  type EnvironmentStore,
  newOperationId,
  OperationLock,
  who,
} from '../../src/operation/index.js';
import { Child } from './support/child.js';
import { FaultyStore } from './support/faulty-store.js';
import { MemoryStore } from './support/memory-store.js';
import { temporaryFolder } from './support/temporary-folder.js';

const operation = 'deploy-1';
const TTL = 30_000;

function clock(start = Date.now()) {
  let now = start;
  const pass = (ms: number) => {
    now += ms;
  };
  return { read: () => now, pass };
}

describe('the operation lock', () => {
  test('tells the second caller who holds it since when, and lets it in after release', async () => {
    const store = new MemoryStore();
    const first = await OperationLock.acquire(store, { operation });
    await expect(OperationLock.acquire(store, { operation: 'deploy-2' })).rejects.toMatchObject({
      code: 'QRT-LOCKED',
      message: expect.stringMatching(
        new RegExp(`${who()} \\(process ${process.pid}, operation deploy-1\\) since ${first.holder.since}`),
      ),
      cure: expect.stringContaining('ends by itself at'),
    });
    expect(await currentHolder(store)).toMatchObject({ operation, who: who() });
    await first.release();
    expect(await currentHolder(store)).toBeUndefined();
    const second = await OperationLock.acquire(store, { operation: 'deploy-2' });
    expect(second.token).toBe(first.token + 1);
    await second.release();
  });

  test('is held by exactly one of many callers at once', async () => {
    const store = new DiskStore(await temporaryFolder());
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => OperationLock.acquire(store, { operation: newOperationId('deploy') })),
    );
    const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.assertHeld();
    await held[0]?.release();
  });

  test('waits as long as it was asked to', async () => {
    const store = new MemoryStore();
    const first = await OperationLock.acquire(store, { operation });
    const second = OperationLock.acquire(store, { operation: 'deploy-2', wait: 10_000 });
    await expect(Promise.race([second, first.assertHeld()])).resolves.toBeUndefined();
    await first.release();
    expect((await second).token).toBe(2);
    const aborted = OperationLock.acquire(store, { operation, wait: 10_000, signal: AbortSignal.timeout(20) });
    await expect(aborted).rejects.toThrow(/abort/i);
  });

  test('release is idempotent and never touches a later holder', async () => {
    const store = new MemoryStore();
    const time = clock();
    const first = await OperationLock.acquire(store, { operation, clock: time.read, ttl: TTL });
    time.pass(TTL + 1);
    const second = await OperationLock.acquire(store, { operation: 'deploy-2', clock: time.read, ttl: TTL });
    await first.release();
    await first.release();
    await second.assertHeld();
    await second.release();
    await second.release();
    expect(await currentHolder(store)).toBeUndefined();
  });

  test('a holder whose lease was taken over stops before its next step', async () => {
    const store = new MemoryStore();
    const time = clock();
    const slow = await OperationLock.acquire(store, { operation, clock: time.read, ttl: TTL });
    time.pass(TTL + 1);
    const next = await OperationLock.acquire(store, { operation: 'deploy-2', clock: time.read, ttl: TTL });
    expect(next.token).toBeGreaterThan(slow.token);
    await expect(slow.assertHeld()).rejects.toMatchObject({
      code: 'QRT-LOCK-LOST',
      message: expect.stringContaining('operation deploy-2'),
    });
    expect(slow.lost.aborted).toBe(true);
    await expect(slow.assertHeld()).rejects.toMatchObject({ code: 'QRT-LOCK-LOST' });
    await next.assertHeld();
    await next.release();
  });

  test('a holder that was late but has no successor goes on with a fresh lease', async () => {
    const store = new MemoryStore();
    const time = clock();
    const lock = await OperationLock.acquire(store, { operation, clock: time.read, ttl: TTL });
    time.pass(TTL * 3);
    await lock.assertHeld();
    await expect(
      OperationLock.acquire(store, { operation: 'deploy-2', clock: time.read, ttl: TTL }),
    ).rejects.toMatchObject({ code: 'QRT-LOCKED' });
    await lock.release();
  });

  test('a deleted record is a lost lock, not a held one', async () => {
    const store = new MemoryStore();
    const lock = await OperationLock.acquire(store, { operation });
    await store.delete('lock');
    await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'QRT-LOCK-LOST' });
  });

  test('its heartbeat keeps a short lease alive', async () => {
    const store = new MemoryStore();
    const lock = await OperationLock.acquire(store, { operation, ttl: 120 });
    const read = async () => JSON.parse(Buffer.from((await store.get('lock'))?.body ?? []).toString()).renewals;
    const deadline = performance.now() + 5_000;
    while ((await read()) < 3) {
      expect(performance.now(), `renewals: ${await read()}`).toBeLessThan(deadline);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await lock.release();
  });
});

describe('on a network that loses replies, the operation lock', () => {
  test.each(['after', 'repeated'] as const)('recognises its own write (%s)', async (fault) => {
    const store = new FaultyStore(new MemoryStore());
    const time = clock();
    store.failNextPut(fault);
    const lock = await OperationLock.acquire(store, { operation, clock: time.read, ttl: TTL });
    time.pass(TTL / 2);
    store.failNextPut(fault);
    await lock.assertHeld();
    await lock.assertHeld();
    await lock.release();
  });

  test('is not held while the store is out of reach, and may be again', async () => {
    const store = new FaultyStore(new MemoryStore());
    const lock = await OperationLock.acquire(store, { operation });
    store.reachable = false;
    await expect(lock.assertHeld()).rejects.toThrow('no route to host');
    store.reachable = true;
    await lock.assertHeld();
    store.reachable = false;
    await lock.release();
  });
});

describe('between processes, the operation lock', () => {
  const acquire = (store: EnvironmentStore, wait = 0) => OperationLock.acquire(store, { operation: 'deploy-2', wait });

  test('of a holder killed with SIGKILL is taken over at once, with the next token', async () => {
    const root = await temporaryFolder();
    const child = new Child('hold-lock.ts', root, operation);
    expect(await child.line('held')).toBe('held 1');
    const store = new DiskStore(root);
    await expect(acquire(store)).rejects.toMatchObject({
      code: 'QRT-LOCKED',
      message: expect.stringContaining(`process ${child.pid}, operation deploy-1`),
    });
    child.kill('SIGKILL');
    await child.exited();
    const lock = await acquire(store);
    expect(lock.token).toBe(2);
    await lock.release();
  });

  test('of a holder that slept past its lease is taken over, and the sleeper stops when it wakes', async () => {
    const root = await temporaryFolder();
    const child = new Child('hold-lock.ts', root, operation, '300');
    await child.line('held');
    child.kill('SIGSTOP');
    const store = new DiskStore(root);
    const lock = await acquire(store, 5_000);
    expect(lock.token).toBe(2);
    child.kill('SIGCONT');
    child.kill('SIGUSR2');
    expect(await child.line('stopped')).toBe('stopped QRT-LOCK-LOST');
    await lock.assertHeld();
    await lock.release();
  });
});

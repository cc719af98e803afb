import { expect, test } from 'vitest';
import { SealedStore } from '../../../src/custody/index.js';
import { FaultyStore } from '../../operation/support/faulty-store.js';
import { MemoryStore } from '../../operation/support/memory-store.js';
import { CLUSTER_ID, intent, reply } from '../support/initialization.js';

async function confirmedIn(sealed: SealedStore) {
  await sealed.apply({ event: 'intend', intent });
  await sealed.apply({ event: 'reply', reply });
  return sealed.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
}

test('keeps one entry a cluster name', async () => {
  const store = new MemoryStore();
  await confirmedIn(new SealedStore(store, 'vault'));
  await new SealedStore(store, 'other').apply({ event: 'intend', intent });
  expect(await store.list('')).toEqual(['custody/sealed/other/entry', 'custody/sealed/vault/entry']);
});

test('a repeated event writes nothing', async () => {
  const store = new MemoryStore();
  const sealed = new SealedStore(store, 'vault');
  const before = await sealed.apply({ event: 'intend', intent }, 1000);
  expect(await sealed.apply({ event: 'intend', intent }, 2000)).toEqual(before);
  expect(await sealed.read()).toEqual(before);
});

test('an event that does not fit changes nothing', async () => {
  const sealed = new SealedStore(new MemoryStore(), 'vault');
  const before = await confirmedIn(sealed);
  await expect(sealed.apply({ event: 'intend', intent: { ...intent, operation: 'deploy-2' } })).rejects.toMatchObject({
    code: 'QRT-CUSTODY-STATE',
  });
  expect(await sealed.read()).toEqual(before);
});

test('a store that does not give back what was written is refused before anything relies on it', async () => {
  class Garbling extends MemoryStore {
    override async put(key: string, body: Uint8Array) {
      return super.put(key, body.subarray(0, body.length - 2));
    }
  }
  const sealed = new SealedStore(new Garbling(), 'vault');
  await expect(sealed.apply({ event: 'intend', intent })).rejects.toMatchObject({ code: 'QRT-CUSTODY-READBACK' });
});

test.each(['after', 'repeated'] as const)('a lost answer of the store is no lost entry (%s)', async (fault) => {
  const store = new FaultyStore(new MemoryStore());
  const sealed = new SealedStore(store, 'vault');
  store.failNextPut(fault);
  expect(await sealed.apply({ event: 'intend', intent })).toMatchObject({ state: 'intent' });
  store.failNextPut('before');
  await expect(sealed.apply({ event: 'reply', reply })).rejects.toThrow('connection refused');
  expect(await sealed.read()).toMatchObject({ state: 'intent' });
});

test('the keys of a cluster that is no more are kept when the next one of its name takes the place', async () => {
  const sealed = new SealedStore(new MemoryStore(), 'vault');
  await confirmedIn(sealed);
  await sealed.apply({ event: 'archive', reason: 'destroyed' });
  expect(await sealed.archive()).toMatchObject([
    { operation: 'deploy-1', cluster_id: CLUSTER_ID, messages: reply.shares },
  ]);
  await sealed.apply({ event: 'intend', intent: { ...intent, operation: 'deploy-2' } });
  expect(await sealed.read()).toMatchObject({ state: 'intent', operation: 'deploy-2' });
  expect(await sealed.archive()).toHaveLength(1);
});

test('an archived entry whose copy was lost with the process is copied before its place is taken', async () => {
  const store = new MemoryStore();
  const sealed = new SealedStore(store, 'vault');
  await confirmedIn(sealed);
  await sealed.apply({ event: 'archive', reason: 'destroyed' });
  await store.delete('custody/sealed/vault/archive/deploy-1');
  await sealed.apply({ event: 'intend', intent: { ...intent, operation: 'deploy-2' } });
  expect(await sealed.archive()).toMatchObject([{ operation: 'deploy-1', messages: reply.shares }]);
});

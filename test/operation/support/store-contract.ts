import { describe, expect, test } from 'vitest';
import { type EnvironmentStore, StoreConflict } from '../../../src/operation/index.js';

const bytes = (text: string) => Buffer.from(text);
const text = async (store: EnvironmentStore, key: string) => {
  const value = await store.get(key);
  return value && Buffer.from(value.body).toString();
};

/** What every store promises. `open` gives an empty one. */
export function storeContract(name: string, open: () => Promise<EnvironmentStore>): void {
  describe(`the environment store on ${name}`, () => {
    test('answers undefined for a key that was never put', async () => {
      const store = await open();
      expect(await store.get('custody/sealed/vault')).toBeUndefined();
      expect(await store.list('')).toEqual([]);
    });

    test('gives back the bytes that were put, whatever they are', async () => {
      const store = await open();
      const body = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
      const etag = await store.put('working/binary', body);
      await store.put('working/empty', new Uint8Array());
      const value = await store.get('working/binary');
      expect(Buffer.from(value?.body ?? [])).toEqual(Buffer.from(body));
      expect(value?.etag).toBe(etag);
      expect((await store.get('working/empty'))?.body.length).toBe(0);
    });

    test('puts on the condition of absence only when there is nothing', async () => {
      const store = await open();
      await store.put('lock', bytes('first'), { absent: true });
      await expect(store.put('lock', bytes('second'), { absent: true })).rejects.toThrow(StoreConflict);
      expect(await text(store, 'lock')).toBe('first');
    });

    test('puts on the condition of a tag only over exactly that value', async () => {
      const store = await open();
      const first = await store.put('lock', bytes('first'));
      const second = await store.put('lock', bytes('second'), { etag: first });
      await expect(store.put('lock', bytes('third'), { etag: first })).rejects.toThrow(StoreConflict);
      expect(await text(store, 'lock')).toBe('second');
      expect((await store.get('lock'))?.etag).toBe(second);
      await expect(store.put('other', bytes('x'), { etag: first })).rejects.toThrow(StoreConflict);
      expect(await store.get('other')).toBeUndefined();
    });

    test('forgets a deleted key, for conditions too, and deletes what is not there', async () => {
      const store = await open();
      const etag = await store.put('working/key', bytes('x'));
      await store.delete('working/key');
      await store.delete('working/key');
      await store.delete('never/there');
      expect(await store.get('working/key')).toBeUndefined();
      await expect(store.put('working/key', bytes('y'), { etag })).rejects.toThrow(StoreConflict);
      await store.put('working/key', bytes('z'), { absent: true });
      expect(await text(store, 'working/key')).toBe('z');
    });

    test('lists the keys of a folder in byte order, and no neighbours', async () => {
      const store = await open();
      for (const key of ['journal/2/1', 'journal/10/1', 'journal/2/10', 'journals/1', 'journal-x', 'lock']) {
        await store.put(key, bytes(key));
      }
      expect(await store.list('journal/')).toEqual(['journal/10/1', 'journal/2/1', 'journal/2/10']);
      expect(await store.list('')).toEqual([
        'journal-x',
        'journal/10/1',
        'journal/2/1',
        'journal/2/10',
        'journals/1',
        'lock',
      ]);
      expect(await store.list('nothing/')).toEqual([]);
    });

    test('lists from after a key, whether that key exists or not', async () => {
      const store = await open();
      for (const key of ['j/1/1', 'j/1/2', 'j/2/1', 'j/3/1']) await store.put(key, bytes(key));
      expect(await store.list('j/', { after: 'j/1/2' })).toEqual(['j/2/1', 'j/3/1']);
      expect(await store.list('j/', { after: 'j/1/' })).toEqual(['j/1/1', 'j/1/2', 'j/2/1', 'j/3/1']);
      expect(await store.list('j/', { after: 'j/2' })).toEqual(['j/2/1', 'j/3/1']);
      expect(await store.list('j/', { after: 'j/3/1' })).toEqual([]);
    });

    test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', '.a', 'a/.b', 'a b', 'ä'])(
      'refuses the key %j',
      async (key) => {
        const store = await open();
        await expect(store.put(key, bytes('x'))).rejects.toThrow(/not a store key/);
        await expect(store.get(key)).rejects.toThrow(/not a store key/);
      },
    );

    test('refuses a prefix that is not a folder', async () => {
      const store = await open();
      await expect(store.list('journal')).rejects.toThrow(/slash/);
      await expect(store.list('../')).rejects.toThrow(/not a store key/);
    });

    test('lets exactly one of many writers create a key', async () => {
      const store = await open();
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) => store.put('lock', bytes(String(index)), { absent: true })),
      );
      const winners = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []));
      expect(winners).toHaveLength(1);
      expect(await text(store, 'lock')).toBe(String(winners[0]));
    });

    test('loses no update among writers that compare and set', async () => {
      const store = await open();
      const increment = async () => {
        for (;;) {
          const present = await store.get('counter');
          const next = bytes(String(Number(present ? Buffer.from(present.body).toString() : 0) + 1));
          try {
            await store.put('counter', next, present ? { etag: present.etag } : { absent: true });
            return;
          } catch (error) {
            if (!(error instanceof StoreConflict)) throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: 15 }, increment));
      expect(await text(store, 'counter')).toBe('15');
    });
  });
}

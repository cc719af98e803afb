import { describe, expect, it } from 'vitest';
import { FactsStore, NO_FACTS } from '../../src/cluster/index.js';
import { NO_NODE_FACTS } from '../../src/cluster/model/index.js';
import { encodeJson } from '../../src/operation/index.js';
import { MemoryStore } from '../operation/support/memory-store.js';

describe('the facts of operations', () => {
  it('are none before the first operation', async () => {
    expect(await new FactsStore(new MemoryStore()).read()).toEqual(NO_FACTS);
  });

  it('take what an older release did not write as never having happened', async () => {
    const store = new MemoryStore();
    await store.put(
      'cluster/facts',
      encodeJson({ peakVoters: 3, someday: 'unknown', nodes: { a: { joinAskedAt: 7 } } }),
    );
    expect(await new FactsStore(store).read()).toMatchObject({
      ...NO_FACTS,
      peakVoters: 3,
      nodes: { a: { ...NO_NODE_FACTS, joinAskedAt: 7 } },
    });
  });

  it('are written only when they differ from what was written last', async () => {
    const store = new MemoryStore();
    const facts = new FactsStore(store);
    await facts.write({ ...NO_FACTS, peakVoters: 3 });
    await store.delete('cluster/facts');
    await facts.write({ ...NO_FACTS, peakVoters: 3 });
    expect(await store.get('cluster/facts')).toBeUndefined();
    await facts.write({ ...NO_FACTS, peakVoters: 5 });
    expect((await new FactsStore(store).read()).peakVoters).toBe(5);
  });

  it('are not written by somebody who has lost the right to', async () => {
    const store = new MemoryStore();
    const facts = new FactsStore(store, () => Promise.reject(new Error('the lock is lost')));
    await expect(facts.write({ ...NO_FACTS, peakVoters: 3 })).rejects.toThrow('the lock is lost');
    expect(await store.get('cluster/facts')).toBeUndefined();
  });
});

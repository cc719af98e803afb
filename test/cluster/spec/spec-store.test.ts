import { describe, expect, it } from 'vitest';
import { deleteSpec, readSpec, writeSpec } from '../../../src/cluster/index.js';
import { encodeJson } from '../../../src/operation/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';
import { spec, THREE } from './example.js';

describe('the stored spec', () => {
  it('is what was written, and undefined before and after', async () => {
    const store = new MemoryStore();
    expect(await readSpec(store)).toBeUndefined();
    await writeSpec(store, spec(THREE));
    expect(await readSpec(store)).toEqual(spec(THREE));
    await deleteSpec(store);
    expect(await readSpec(store)).toBeUndefined();
  });

  it('that is another document is refused, not believed', async () => {
    const store = new MemoryStore();
    await store.put('cluster/spec', encodeJson({ environment: 'Not A Name' }));
    await expect(readSpec(store)).rejects.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { boxProvider, decodeBox, PRIOR } from './harness.js';

describe('a read', () => {
  it('puts what was observed over what was known, with warnings', async () => {
    const { read } = await boxProvider({
      read: async ({ prior, warn }) => {
        warn('one is missing', `of ${prior.count_seen}`);
        return { count_seen: 0, notes: null };
      },
    });
    const { state, diagnostics } = await read({ ...PRIOR, notes: [{ text: 'old' }] });
    expect(state).toEqual({ ...PRIOR, label: null, count_seen: 0 });
    expect(diagnostics).toEqual([{ severity: 'WARNING', summary: 'one is missing', detail: 'of 1' }]);
  });

  it('says that an object is gone by null', async () => {
    const { read } = await boxProvider({ read: async () => null });
    expect((await read(PRIOR)).state).toBeNull();
  });

  it('keeps the state when the observation fails', async () => {
    const { read } = await boxProvider({});
    const { state, diagnostics } = await read(PRIOR);
    expect(state).toEqual({ ...PRIOR, label: null });
    expect(diagnostics).toMatchObject([{ severity: 'ERROR', detail: 'This happened while reading test_box.' }]);
  });

  it('names the attribute of a state that does not hold what the schema says', async () => {
    const { read } = await boxProvider({});
    const { diagnostics } = await read({ ...PRIOR, count_seen: null });
    expect(diagnostics[0]?.summary).toContain('count_seen is not valid');
  });
});

describe('stored state', () => {
  it('of an older version reads as the schema of today, new attributes null', async () => {
    const { service, context } = await boxProvider({});
    const json = Buffer.from(JSON.stringify({ name: 'box', parts: { a: { weight: 1 } }, size: 3, id: 'b', gone: 1 }));
    const request = { type_name: 'test_box', version: 0, raw_state: { json } };
    const { upgraded_state, diagnostics } = await service.UpgradeResourceState(request, context);
    expect(diagnostics).toEqual([]);
    expect(decodeBox(upgraded_state)).toEqual({
      name: 'box',
      label: null,
      size: 3,
      parts: { a: { weight: 1, colour: null } },
      id: 'b',
      count_seen: null,
      notes: null,
    });
  });
});

describe('an import', () => {
  it('brings the whole object', async () => {
    const { service, context } = await boxProvider({
      import: async ({ id }) => ({ ...PRIOR, label: null, parts: {}, id }),
    });
    const { imported_resources } = await service.ImportResourceState({ type_name: 'test_box', id: 'box-3' }, context);
    expect(imported_resources.map(({ state }) => decodeBox(state))).toMatchObject([{ id: 'box-3', parts: {} }]);
  });

  it('says so when the resource has none', async () => {
    const { service, context } = await boxProvider({});
    const { diagnostics } = await service.ImportResourceState({ type_name: 'test_box', id: 'box-3' }, context);
    expect(diagnostics[0]?.summary).toContain('test_box cannot be imported');
  });
});

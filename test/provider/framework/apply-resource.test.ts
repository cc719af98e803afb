import { describe, expect, it } from 'vitest';
import { PartialFailure } from '../../../src/provider/framework/index.js';
import { UNKNOWN } from '../../../src/provider/protocol/index.js';
import { QuorateError } from '../../../src/schema/index.js';
import { boxProvider, CONFIG, PRIOR } from './harness.js';

const PLANNED = { ...CONFIG, size: 3, id: UNKNOWN, count_seen: UNKNOWN, notes: null };
const NEW_PARTS = { a: { weight: 1, colour: null }, b: { weight: 2, colour: 'red' } };
const CHANGED = { ...PRIOR, parts: NEW_PARTS, count_seen: UNKNOWN };

const failing = (error: unknown) => async () => {
  throw error;
};

describe('a create', () => {
  it('gets typed configuration and ends in the planned object with what it found', async () => {
    const { apply, lines } = await boxProvider({
      create: async ({ config, planned, provider, progress }) => {
        progress(`making ${config.name} in ${provider.world}: ${config.parts['a']?.colour}, ${planned.notes}`);
        return { id: 'box-7', count_seen: Object.keys(config.parts).length };
      },
    });
    const { state, diagnostics } = await apply(null, PLANNED);
    expect(state).toEqual({ ...PRIOR, label: null, id: 'box-7', count_seen: 1 });
    expect(diagnostics).toEqual([]);
    expect(lines).toEqual(['making box in here: grey, null']);
  });

  it('keeps nothing when it fails, whatever it had already found', async () => {
    for (const error of [new Error('no room'), new PartialFailure(new Error('no room'), { id: 'box-7' })]) {
      const { apply } = await boxProvider({ create: failing(error) });
      const { state, diagnostics } = await apply(null, PLANNED);
      expect(state).toBeNull();
      expect(diagnostics).toMatchObject([
        { severity: 'ERROR', summary: 'no room', detail: 'This happened while creating test_box.' },
      ]);
    }
  });

  it('says which attribute a handler left unknown', async () => {
    const { apply } = await boxProvider({ create: async () => ({ id: 'box-7' }) });
    const { state, diagnostics } = await apply(null, PLANNED);
    expect(state).toBeNull();
    expect(diagnostics[0]?.summary).toContain('left count_seen unknown');
  });
});

describe('an update', () => {
  it('keeps planned-known values and takes what the handler found', async () => {
    const { apply } = await boxProvider({
      update: async ({ prior, config }) => ({ count_seen: prior.count_seen + Object.keys(config.parts).length }),
    });
    expect((await apply(PRIOR, CHANGED)).state).toEqual({ ...CHANGED, label: null, count_seen: 3 });
  });

  it('keeps the prior configuration when it fails, so that the difference stays', async () => {
    const { apply } = await boxProvider({ update: failing(new Error('lost quorum')) });
    const { state, diagnostics } = await apply(PRIOR, { ...CHANGED, size: 5 });
    expect(state).toEqual({ ...PRIOR, label: null });
    expect(diagnostics).toMatchObject([
      { severity: 'ERROR', detail: 'This happened while updating test_box box-1.', summary: 'lost quorum' },
    ]);
  });

  it('keeps fresh computed attributes beside the prior configuration', async () => {
    const error = new PartialFailure(new Error('half done'), { count_seen: 2, notes: [{ text: 'half' }] });
    const { apply } = await boxProvider({ update: failing(error) });
    const { state } = await apply(PRIOR, CHANGED);
    expect(state).toEqual({ ...PRIOR, label: null, count_seen: 2, notes: [{ text: 'half' }] });
  });

  it('keeps the prior state when the fresh attributes do not fit the schema', async () => {
    for (const fresh of [{ count_seen: 'two' }, { name: 'taken over' }]) {
      const { apply } = await boxProvider({ update: failing(new PartialFailure(new Error('half done'), fresh)) });
      const { state, diagnostics } = await apply(PRIOR, CHANGED);
      expect(state).toEqual({ ...PRIOR, label: null });
      expect(diagnostics).toHaveLength(2);
    }
  });

  it('never returns the new configuration with an error when it was interrupted', async () => {
    const { apply, interrupt } = await boxProvider({
      update: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          interrupt();
        }),
    });
    const { state, diagnostics } = await apply(PRIOR, CHANGED);
    expect(state).toEqual({ ...PRIOR, label: null });
    expect(diagnostics[0]?.summary).toBe('interrupted: test');
  });
});

describe('a deletion', () => {
  it('ends in nothing', async () => {
    const deleted: string[] = [];
    const { apply } = await boxProvider({ delete: async ({ prior }) => void deleted.push(prior.id) });
    expect((await apply(PRIOR, null)).state).toBeNull();
    expect(deleted).toEqual(['box-1']);
  });

  it('keeps the object when it is refused', async () => {
    const refusal = new QuorateError('QRT-STILL-VOTER', 'box-1 is still a voter', 'Deploy again.');
    const { apply } = await boxProvider({ delete: failing(refusal) });
    const { state, diagnostics } = await apply(PRIOR, null);
    expect(state).toEqual({ ...PRIOR, label: null });
    expect(diagnostics).toEqual([
      { severity: 'ERROR', summary: 'QRT-STILL-VOTER: box-1 is still a voter', detail: 'Deploy again.' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../src/provider/protocol/index.js';
import { boxProvider, CONFIG, encodeBox, PRIOR } from './harness.js';

const FULL = { ...CONFIG, label: null, size: 3, notes: null };

describe('a plan', () => {
  it('fills defaults in and leaves to apply what only apply can know', async () => {
    const { plan } = await boxProvider({});
    const { planned, diagnostics } = await plan(null, CONFIG);
    expect(planned).toEqual({ ...FULL, id: UNKNOWN, count_seen: UNKNOWN, notes: UNKNOWN });
    expect(diagnostics).toEqual([]);
  });

  it('keeps computed attributes of an existing object, so that no change is no change', async () => {
    const { plan } = await boxProvider({});
    const { planned, planned_state, requires_replace } = await plan(PRIOR, CONFIG);
    expect(planned).toEqual({ ...PRIOR, label: null });
    expect(planned_state).toEqual(encodeBox(PRIOR));
    expect(requires_replace).toEqual([]);
  });

  it('returns to the default when an attribute is taken out of the configuration', async () => {
    const { plan } = await boxProvider({});
    expect((await plan({ ...PRIOR, size: 9 }, CONFIG)).planned).toMatchObject({ size: 3 });
  });

  it('asks for replacement exactly when an attribute that cannot change does', async () => {
    const { plan } = await boxProvider({});
    expect((await plan(PRIOR, { ...CONFIG, name: 'other' })).requires_replace).toEqual([
      { steps: [{ attribute_name: 'name' }] },
    ]);
    expect((await plan(PRIOR, { ...CONFIG, label: 'new' })).requires_replace).toEqual([]);
    expect((await plan(null, CONFIG)).requires_replace).toEqual([]);
  });

  it('lets the handler turn drift into an update, into a replacement, and into words', async () => {
    const { plan } = await boxProvider({
      plan: ({ prior, provider, set, unknown, replace, warn, error }) => {
        if (!prior) return;
        unknown('count_seen');
        set('notes', [{ text: `seen in ${provider.world}` }]);
        replace('parts', 'a', 'weight');
        warn('lost', 'one of two');
        error('no', 'because', ['parts', 'a', 'colour']);
      },
    });
    const { planned, requires_replace, diagnostics } = await plan(PRIOR, CONFIG);
    expect(planned).toMatchObject({ id: 'box-1', count_seen: UNKNOWN, notes: [{ text: 'seen in here' }] });
    const weight = [{ attribute_name: 'parts' }, { element_key_string: 'a' }, { attribute_name: 'weight' }];
    expect(requires_replace).toEqual([{ steps: weight }]);
    expect(diagnostics).toMatchObject([
      { severity: 'WARNING', summary: 'lost', detail: 'one of two' },
      { severity: 'ERROR', summary: 'no', attribute: { steps: [...weight.slice(0, 2), { attribute_name: 'colour' }] } },
    ]);
  });

  it('gives the same bytes for what was known the first time when more is known the second time', async () => {
    const { plan } = await boxProvider({
      plan: ({ config, set }) =>
        set(
          'notes',
          Object.keys(config.parts).map((text) => ({ text })),
        ),
    });
    const first = await plan(null, { ...CONFIG, parts: { b: { weight: UNKNOWN }, a: { weight: 1 } } });
    const second = await plan(null, { ...CONFIG, parts: { a: { weight: 1 }, b: { weight: 2 } } });
    expect(first.planned).toMatchObject({ notes: [{ text: 'a' }, { text: 'b' }], parts: { b: { weight: UNKNOWN } } });
    const known = { ...(second.planned as object), parts: { a: { weight: 1 }, b: { weight: UNKNOWN } } };
    expect(encodeBox(known)).toEqual(first.planned_state);
  });

  it('shows handlers declared defaults inside objects and leaves null in the plan', async () => {
    let seen: unknown;
    const { plan } = await boxProvider({
      plan: ({ config }) => {
        seen = config.parts;
      },
    });
    const { planned } = await plan(null, CONFIG);
    expect(seen).toEqual({ a: { weight: 1, colour: 'grey' } });
    expect(planned).toMatchObject({ parts: { a: { weight: 1, colour: null } } });
  });

  it('refuses a deletion while it is only planned when the handler throws', async () => {
    const { plan } = await boxProvider({
      planDelete: ({ prior }) => {
        throw new Error(`${prior.id} is protected`);
      },
    });
    expect((await plan(PRIOR, null)).diagnostics).toMatchObject([{ severity: 'ERROR', summary: 'box-1 is protected' }]);
  });

  it('turns a handler that throws into an error and not into a plan', async () => {
    const { plan } = await boxProvider({
      plan: () => {
        throw new Error('cannot tell');
      },
    });
    const { diagnostics } = await plan(null, CONFIG);
    expect(diagnostics).toMatchObject([
      { severity: 'ERROR', summary: 'cannot tell', detail: 'This happened while planning test_box.' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../src/provider/protocol/index.js';
import { boxProvider, CONFIG } from './harness.js';

describe('validation', () => {
  it('names the attribute, what was expected and received, and the cure', async () => {
    const { validate } = await boxProvider({});
    expect((await validate({ ...CONFIG, name: 'x' })).diagnostics).toEqual([
      {
        severity: 'ERROR',
        summary: 'name is not valid',
        detail: 'Expected: string to have >=2 characters\nReceived: "x"\nCure: Choose a longer name.',
        attribute: { steps: [{ attribute_name: 'name' }] },
      },
    ]);
  });

  it('tells map keys from members in the path', async () => {
    const { validate } = await boxProvider({});
    const { diagnostics } = await validate({ ...CONFIG, size: 1.5, parts: { 'a b': { weight: null } } });
    expect(diagnostics.map(({ summary, attribute }) => ({ summary, steps: attribute?.steps }))).toEqual([
      { summary: 'size is not valid', steps: [{ attribute_name: 'size' }] },
      {
        summary: 'parts["a b"].weight is not valid',
        steps: [{ attribute_name: 'parts' }, { element_key_string: 'a b' }, { attribute_name: 'weight' }],
      },
    ]);
    expect(diagnostics[1]?.detail).toBe(
      'Expected: number\nReceived: null\nCure: give `parts["a b"].weight` such a value in the configuration.',
    );
  });

  it('does not judge what is not known yet, and still judges what is', async () => {
    const { validate } = await boxProvider({});
    const unknown = { name: UNKNOWN, parts: { a: { weight: UNKNOWN }, b: UNKNOWN } };
    expect((await validate(unknown)).diagnostics).toEqual([]);
    expect((await validate({ name: UNKNOWN, parts: UNKNOWN })).diagnostics).toEqual([]);
    expect((await validate({ ...unknown, size: 1.5 })).diagnostics).toHaveLength(1);
  });

  it("asks the handler only about configurations that are well-formed, and shows the handler's path", async () => {
    let asked = 0;
    const { validate } = await boxProvider({
      validate: ({ config, error, warn }) => {
        asked += 1;
        warn('large');
        error('too many', 'one', ['parts', Object.keys(config.parts)[0] ?? '']);
      },
    });
    await validate({ ...CONFIG, name: 'x' });
    expect(asked).toBe(0);
    expect((await validate(CONFIG)).diagnostics).toMatchObject([
      { severity: 'WARNING', summary: 'large' },
      { severity: 'ERROR', attribute: { steps: [{ attribute_name: 'parts' }, { element_key_string: 'a' }] } },
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/review/value/difference.js';
import { formatPath } from '../../../src/review/value/path.js';

function compare(before: unknown, after: unknown, unknown: unknown = undefined) {
  const found = differences(
    { value: before, sensitive: false },
    { value: after, sensitive: false },
    unknown,
    () => false,
  );
  return found.filter(({ action }) => action !== 'same').map(({ path, action }) => `${action} ${formatPath(path)}`);
}

describe('differences of two values', () => {
  it('names the deepest place', () => {
    expect(compare({ a: { b: { c: 1, d: 2 } } }, { a: { b: { c: 1, d: 3 } } })).toEqual(['change a.b.d']);
  });

  it('has none for equal values, however they nest', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(compare({ value }, { value: structuredClone(value) })).toEqual([]);
      }),
    );
  });

  it('has some for every two different values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b) && a !== null && b !== null && !(a === 0 && b === 0));
        expect(compare({ a: [a, 'x', 'y'] }, { a: [b, 'x'] }).length).toBeGreaterThan(0);
      }),
    );
  });

  it('does not call the items behind an inserted one changed', () => {
    const block = (name: string) => ({ name, size: 1 });
    expect(compare({ l: [block('a'), block('b')] }, { l: [block('new'), block('a'), block('b')] })).toEqual([
      'add l[0]',
    ]);
  });

  it('pairs blocks by their name and follows them into what changed', () => {
    const before = [
      { device_name: 'x', size: 1 },
      { device_name: 'y', size: 1 },
    ];
    const after = [
      { device_name: 'y', size: 2 },
      { device_name: 'x', size: 1 },
    ];
    expect(compare({ l: before }, { l: after })).toEqual(['change l[0].size']);
  });

  it('says that only the order differs, once', () => {
    expect(compare({ l: [1, 2, 3] }, { l: [3, 1, 2] })).toEqual(['reorder l']);
  });

  it('finds what is unknown although it is missing from the value', () => {
    expect(compare({ id: 'x', a: 1 }, { a: 1 }, { id: true })).toEqual(['change id']);
    expect(compare({ a: 1 }, { a: 1 }, { id: true })).toEqual(['add id']);
  });

  it('treats a key named like a part of the language as a key', () => {
    expect(compare(JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2}'))).toEqual(['change __proto__']);
    expect(compare({}, { constructor: 'x' })).toEqual(['add constructor']);
  });
});

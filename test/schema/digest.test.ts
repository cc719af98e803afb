import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/schema/index.js';

describe('a digest', () => {
  it('is sha256: and 64 hex digits of the value’s JSON', () => {
    // printf '{"a":1}' | sha256sum
    expect(digestOf({ a: 1 })).toBe('sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
  });

  it('is the same whatever the order of keys, at every depth', () => {
    expect(digestOf({ a: [{ x: 1, y: { p: 1, q: 2 } }], b: 2 })).toBe(
      digestOf({ b: 2, a: [{ y: { q: 2, p: 1 }, x: 1 }] }),
    );
  });

  it('takes a member that is undefined for one that is not there', () => {
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [[], {}],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
  ])('differs between %j and %j', (one, other) => {
    expect(digestOf(one)).not.toBe(digestOf(other));
  });
});

import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CtyType, CtyValue } from '../../../src/provider/protocol/cty.js';
import {
  decodeDynamicValue,
  decodeStoredState,
  encodeDynamicValue,
} from '../../../src/provider/protocol/dynamic-value.js';
import { UNKNOWN, Unknown } from '../../../src/provider/protocol/unknown.js';

interface Typed {
  readonly type: CtyType;
  readonly value: fc.Arbitrary<CtyValue>;
}

const name = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => text !== '__proto__');

const unknown = fc.oneof(
  fc.constant(UNKNOWN),
  fc.uint8Array({ maxLength: 20 }).map((payload) => new Unknown(12, payload)),
);

const orAbsent = (value: fc.Arbitrary<CtyValue>) =>
  fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: unknown },
  );

const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
);

const primitive: fc.Arbitrary<Typed> = fc.constantFrom<Typed>(
  { type: 'string', value: fc.string({ unit: 'grapheme' }) },
  { type: 'bool', value: fc.boolean() },
  { type: 'number', value: number },
);

const typed = fc.letrec<{ any: Typed }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    tie('any').map(
      ({ type, value }): Typed => ({ type: ['list', type], value: fc.array(orAbsent(value), { maxLength: 4 }) }),
    ),
    tie('any').map(
      ({ type, value }): Typed => ({
        type: ['map', type],
        value: fc.dictionary(name, orAbsent(value), { maxKeys: 4 }),
      }),
    ),
    fc.dictionary(name, tie('any'), { maxKeys: 4 }).map((members): Typed => {
      const entries = Object.entries(members);
      return {
        type: ['object', Object.fromEntries(entries.map(([key, { type }]) => [key, type]))],
        value: fc.record(Object.fromEntries(entries.map(([key, { value }]) => [key, orAbsent(value)]))),
      };
    }),
  ),
})).any;

const typedValue = typed.chain(({ type, value }) => orAbsent(value).map((given) => ({ type, value: given })));

/** Dictionaries of fast-check have no prototype; ours do. */
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !(value instanceof Unknown) && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
    : Array.isArray(value)
      ? value.map(plain)
      : value;

describe('a dynamic value', () => {
  it('survives encoding and decoding, whatever its type, nulls and unknowns included', () => {
    fc.assert(
      fc.property(typedValue, ({ type, value }) => {
        expect(decodeDynamicValue(encodeDynamicValue(value, type), type)).toEqual(plain(value));
      }),
      { numRuns: 500 },
    );
  });

  it('has the same bytes every time, in whatever order its members were set', () => {
    const type: CtyType = ['object', { b: 'string', a: ['map', 'number'] }];
    const one = encodeDynamicValue({ b: 'x', a: { z: 1, y: 2 } }, type);
    const other = encodeDynamicValue({ a: { y: 2, z: 1 }, b: 'x' }, type);
    expect(one.msgpack).toEqual(other.msgpack);
  });

  it('writes the plain unknown as extension 0, as Terraform does', () => {
    expect([...(encodeDynamicValue(UNKNOWN, 'string').msgpack ?? [])]).toEqual([0xd4, 0x00, 0x00]);
  });

  it('returns a refined unknown with the bytes that came', () => {
    const codec = new ExtensionCodec();
    const refinement = encode({ 1: false });
    codec.register({ type: 12, encode: (value) => (value === UNKNOWN ? refinement : null), decode: (bytes) => bytes });
    const bytes = encode(UNKNOWN, { extensionCodec: codec });
    const value = decodeDynamicValue({ msgpack: bytes }, 'string');
    expect(value).toBeInstanceOf(Unknown);
    expect(encodeDynamicValue(value, 'string').msgpack).toEqual(bytes);
  });

  it('writes fractions as decimal text, because 0.1 is not the double 0.1', () => {
    expect(decode(encodeDynamicValue(0.1, 'number').msgpack ?? [])).toBe('0.1');
    expect(decode(encodeDynamicValue(7, 'number').msgpack ?? [])).toBe(7);
  });

  it('refuses a number that would lose digits', () => {
    for (const raw of [2n ** 60n, '0.12345678901234567890', '1e400']) {
      expect(() => decodeDynamicValue({ msgpack: encode(raw, { useBigInt64: true }) }, 'number')).toThrow(
        'fits a double',
      );
    }
  });

  it('refuses what does not fit its type, with the place and what was expected and received', () => {
    const type: CtyType = ['object', { members: ['map', ['object', { address: 'string' }]] }];
    expect(() => encodeDynamicValue({ members: { a: { address: 7 } } }, type)).toThrow(
      'value.members["a"].address has the wrong type: expected string, received number 7',
    );
    expect(() => encodeDynamicValue({ member: null }, type)).toThrow('value.member is not in the schema');
  });
});

describe('stored state', () => {
  const type: CtyType = [
    'object',
    { id: 'string', added: 'bool', parts: ['list', ['object', { size: 'number', new: 'string' }]] },
  ];

  it('reads attributes that are newer than it as null and drops those that are gone', () => {
    const json = Buffer.from(JSON.stringify({ id: 'a', removed: 1, parts: [{ size: 2, old: true }] }));
    expect(decodeStoredState(json, type)).toEqual({ id: 'a', added: null, parts: [{ size: 2, new: null }] });
  });

  it('refuses state of another shape', () => {
    expect(() => decodeStoredState(Buffer.from('{"id": ["a"]}'), type)).toThrow(
      'state.id has the wrong type: expected string',
    );
  });
});

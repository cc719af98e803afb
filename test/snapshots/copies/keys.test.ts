import { expect, test } from 'vitest';
import { dateOf, idIn, keyOf, manifestKeyOf } from '../../../src/snapshots/copies/keys.js';

const one = { id: '20300102T030405Z-678', kind: 'scheduled' } as const;

test('a key tells kind, time and index, and is read back as what it was made from', () => {
  expect(keyOf('prod/c1/', one)).toBe('prod/c1/scheduled/20300102T030405Z-678.snap');
  expect(idIn('prod/c1/', manifestKeyOf('prod/c1/', one))).toEqual(one);
  expect(dateOf(one.id)).toBe('2030-01-02T03:04:05Z');
});

test('what is not a manifest of this cluster is left alone', () => {
  for (const key of [
    keyOf('prod/c1/', one),
    manifestKeyOf('prod/c2/', one),
    'prod/c1/scheduled/notes.json',
    'prod/c1/elsewhere/20300102T030405Z-678.json',
    '',
  ]) {
    expect(idIn('prod/c1/', key)).toBeNull();
  }
});

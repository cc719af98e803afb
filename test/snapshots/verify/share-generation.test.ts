import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generationIn, generationScan } from '../../../src/snapshots/verify/share-generation.js';
import { sealEntries, stateOf } from '../support/storage.js';

function generationOf(state: Buffer, sizes: readonly number[] = [state.length]): string | null {
  const scan = generationScan();
  for (let at = 0, turn = 0; at < state.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? state.length;
    scan.push(state.subarray(at, at + size));
    at += size;
  }
  return generationIn(scan);
}

test.each(['shamir', 'transit'])('shares of a seal of kind %s are named by the rekeying that made them', (seal) => {
  expect(generationOf(stateOf(sealEntries(seal, '')))).toBe('initial');
  expect(generationOf(stateOf(sealEntries(seal, 'rekey-1')))).toBe('rekey-1');
});

test('however the state is cut into pieces, and whatever large entries are beside them, they are found', () => {
  const large = fc.integer({ min: 0, max: 200_000 });
  const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(large, large, sizes, (before, after, pieces) => {
      const state = stateOf({
        'core/audit': 'x'.repeat(before),
        ...sealEntries('shamir', 'rekey-1'),
        'logical/data': 'y'.repeat(after),
      });
      expect(generationOf(state, pieces.length === 1 && pieces[0] === 1 ? [64] : pieces)).toBe('rekey-1');
    }),
    { numRuns: 50 },
  );
});

test('a state of another form tells nothing, and nothing fails', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.integer({ min: 1, max: 300 }), (bytes, size) => {
      expect(generationOf(Buffer.from(bytes), [size])).toBeNull();
    }),
  );
  expect(generationOf(stateOf({ 'core/seal-config': 'no JSON' }))).toBeNull();
});

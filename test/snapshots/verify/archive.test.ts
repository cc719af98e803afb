import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifyArchive } from '../../../src/snapshots/verify/archive.js';
import { archiveOf, tarOf } from '../support/archive.js';

const verify = (bytes: Buffer) => verifyArchive(Readable.from([bytes]));
const BROKEN = { code: 'QRT-SNAPSHOT-BROKEN' };

test('a whole archive tells its index and term', async () => {
  expect(await verify(await archiveOf(77))).toEqual({ index: 77, term: 3, shares: null });
});

test('an archive cut off anywhere is broken', async () => {
  const whole = await archiveOf();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (size) => {
      await expect(verify(whole.subarray(0, size))).rejects.toMatchObject(BROKEN);
    }),
  );
});

/** Where the members' own bytes lie in the tar; what is between them is padding, of which nobody reads a bit. */
const CLASSES: readonly (readonly [name: string, found: (tar: Buffer) => number])[] = [
  ['meta.json', (tar) => tar.indexOf('"Index"')],
  ['state.bin', (tar) => tar.indexOf('the state')],
  ['SHA256SUMS', (tar) => tar.indexOf('  state.bin\n') - 10],
  ['the name of a member', (tar) => tar.indexOf('state.bin')],
];

test.each(CLASSES)('a bit of %s that was flipped before it was packed is noticed', async (_, found) => {
  const tar = gunzipSync(await archiveOf());
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 7 }), async (byte, bit) => {
      const flipped = Buffer.from(tar);
      const at = found(tar) + byte;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      await expect(verify(gzipSync(flipped))).rejects.toMatchObject(BROKEN);
    }),
  );
});

test.each(['meta.json', 'state.bin', 'SHA256SUMS', 'SHA256SUMS.sealed'])(
  'without %s it was cut off',
  async (member) => {
    const members = { 'meta.json': '{}', 'state.bin': 'x', SHA256SUMS: '', 'SHA256SUMS.sealed': 'y' };
    const left = Object.fromEntries(Object.entries(members).filter(([name]) => name !== member));
    await expect(verify(gzipSync(await tarOf(left)))).rejects.toThrow(`${member} is missing`);
  },
);

test('sums that leave out a member vouch for nothing', async () => {
  const members = { 'meta.json': '{"Index":1,"Term":1}', 'state.bin': 'x', SHA256SUMS: '', 'SHA256SUMS.sealed': 'y' };
  await expect(verify(gzipSync(await tarOf(members)))).rejects.toThrow('says nothing of meta.json, state.bin');
});

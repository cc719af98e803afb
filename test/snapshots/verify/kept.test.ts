import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kept } from '../support/kept.js';

test('what was kept is whole', async () => {
  const { snapshots, manifest } = await kept();
  await expect(snapshots.verify(manifest)).resolves.toBeUndefined();
});

test('an archive cut off anywhere is called truncated, with both sizes', async () => {
  const { snapshots, manifest, file } = await kept();
  const whole = readFileSync(file);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (size) => {
      writeFileSync(file, whole.subarray(0, size));
      await expect(snapshots.verify(manifest)).rejects.toMatchObject({
        code: 'QRT-SNAPSHOT-TRUNCATED',
        message: expect.stringContaining(`expected ${whole.length} bytes, found ${size}`),
      });
    }),
  );
});

test('any one bit flipped, also where no sum inside the archive covers it, is noticed', async () => {
  const { snapshots, manifest, file } = await kept();
  const whole = readFileSync(file);
  const place = fc.record({ byte: fc.integer({ min: 0, max: whole.length - 1 }), bit: fc.integer({ min: 0, max: 7 }) });
  await fc.assert(
    fc.asyncProperty(place, async ({ byte, bit }) => {
      const flipped = Buffer.from(whole);
      flipped[byte] = (flipped[byte] ?? 0) ^ (1 << bit);
      writeFileSync(file, flipped);
      await expect(snapshots.verify(manifest)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-ALTERED' });
    }),
    { numRuns: 300 },
  );
});

test('an empty archive is called empty', async () => {
  const { snapshots, manifest, file } = await kept();
  truncateSync(file, 0);
  await expect(snapshots.verify(manifest)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-EMPTY' });
});

test('a manifest without its archive is called missing', async () => {
  const { snapshots, manifest, file } = await kept();
  rmSync(file);
  await expect(snapshots.verify(manifest)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-MISSING' });
});

test('a manifest that tells another index than its archive is not believed', async () => {
  const { snapshots, manifest } = await kept();
  const other = { ...manifest, index: manifest.index + 1 };
  await expect(snapshots.verify(other)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-ALTERED' });
});

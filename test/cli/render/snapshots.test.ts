import { expect, test } from 'vitest';
import { renderKept, renderSnapshot } from '../../../src/cli/render/snapshots.js';
import type { SnapshotManifest } from '../../../src/snapshots/index.js';
import { ORIGIN } from '../../snapshots/support/kept.js';

const MANIFEST: SnapshotManifest = {
  schema: 1,
  id: '20260101T000000Z-42',
  ...ORIGIN,
  shares: null,
  index: 42,
  term: 3,
  size: 2048,
  sha256: 'ab'.repeat(32),
  taken: '2026-01-01T00:00:00.000Z',
};

test('the list says of every snapshot where it is', () => {
  const lines = renderKept([
    { manifest: MANIFEST, machine: 'a-12345678' },
    { manifest: { ...MANIFEST, id: '20250101T000000Z-41' }, machine: null },
  ]).split('\n');
  expect(lines[0]).toMatch(/ON +BY +REASON$/);
  expect(lines[1]).toMatch(/vault 1\.21\.1 +a-12345678 +somebody@here/);
  expect(lines[2]).toMatch(/vault 1\.21\.1 +here +somebody@here/);
});

test('one that goes with its machine says so', () => {
  expect(renderSnapshot(MANIFEST, 'a-12345678')).toMatch(/kept on {2}a-12345678/);
  expect(renderSnapshot(MANIFEST)).not.toContain('kept on');
});

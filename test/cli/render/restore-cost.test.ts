import { expect, test } from 'vitest';
import { renderRestoreCost } from '../../../src/cli/render/restore-cost.js';

const snapshot = {
  schema: 1,
  id: '20260101T000000Z-900',
  cluster_id: 'the-cluster',
  engine: { name: 'vault', version: '1.19.0' },
  seal: { type: 'transit', key: 'autounseal' },
  shares: null,
  index: 900,
  term: 3,
  size: 1,
  sha256: '',
  taken: '2026-01-01T00:00:00Z',
  taken_by: 'ann@desk',
  kind: 'upgrade',
  reason: 'before vault@1.21.1',
} as const;

test('the lost window comes with its length, its entries and the leases issued in it', () => {
  const cost = { snapshot, window: 14 * 60_000, entries: 312, leases: ['database/creds/app/x', 'aws/creds/ci/y'] };
  expect(renderRestoreCost(cost).split('\n')).toEqual([
    'snapshot 20260101T000000Z-900 of vault 1.19.0, taken 2026-01-01T00:00:00Z',
    'lost: everything written in the 14 min since, 312 log entries',
    '      and everything written until a deploy of vault 1.19.0 has put it back',
    'leases issued since: 2; nothing would revoke what they gave access to:',
    '  database/creds/app/x',
    '  aws/creds/ci/y',
  ]);
});

test('what cannot be read is said to be unknown, never none', () => {
  const text = renderRestoreCost({ snapshot, window: 30_000, entries: null, leases: null });
  expect(text).toContain('30 s since, an unknown number of log entries');
  expect(text).toContain('leases issued since: unknown');
});

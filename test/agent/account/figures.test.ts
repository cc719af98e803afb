import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../src/agent/account/figures.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

/** A node that serves, with what is different of it. */
function node(engine: { sealed: boolean | null; is_leader: boolean | null }, admitted = true) {
  const certificate = { serial: '1', not_after: new Date(NOW + 30 * DAY_MS).toISOString(), failure: null };
  const newest = new Date(NOW - 90_000).toISOString();
  const snapshots = { newest, size: 1, duration_ms: 1, failure: null, uncopied: 0, copy_failure: null };
  return { admitted, certificate, snapshots, engine } as unknown as Parameters<typeof figuresOf>[0];
}

describe('the figures of a node', () => {
  it('tell of its seal, its lead, its certificate, and of snapshots when it leads', () => {
    const figures = figuresOf(node({ sealed: false, is_leader: true }), NOW);
    expect(figures).toEqual({ Sealed: 0, Leads: 1, CertificateDaysLeft: 30, SnapshotAgeSeconds: 90 });
  });

  it('leave snapshots to the node that leads', () => {
    expect(figuresOf(node({ sealed: false, is_leader: false }), NOW)).not.toHaveProperty('SnapshotAgeSeconds');
  });

  it('call an engine that does not answer sealed', () => {
    expect(figuresOf(node({ sealed: null, is_leader: null }), NOW)).toMatchObject({ Sealed: 1, Leads: 0 });
  });

  it('are none before the node is trusted: one that is being made is sealed, and no alarm', () => {
    expect(figuresOf(node({ sealed: true, is_leader: false }, false), NOW)).toEqual({});
  });
});

import { expect, test } from 'vitest';
import type { NodeReport, Observed } from '../../../src/cluster/model/index.js';
import { decided, desired, running, withReport, withServers } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1'];
const TO_TRANSIT = desired(IDS, { seal: 'transit', unattendedUnseal: true });

/** What OpenBao lets its agent know of a standby with the new seal, while its leader still has the old one. */
const AHEAD: Partial<NodeReport> = {
  sealType: 'transit',
  sealed: false,
  migration: true,
  healthCode: 500,
  clusterId: null,
  version: null,
  shares: null,
};

/** A cluster of Shamir whose first followers have been moved. */
function moved(...ids: readonly string[]): Observed {
  const seen = running(IDS, { sealType: 'shamir' });
  const nodes = seen.nodes.map(
    (node) => ({ ...node, configuration: ids.includes(node.id) ? 'current' : 'restart' }) as const,
  );
  const begun: Observed = { ...seen, nodes, facts: { ...seen.facts, snapshotFor: 'shamir to transit' } };
  return ids.reduce((look, id) => withReport(look, id, AHEAD), begun);
}

test('a follower that is ahead of its storage counts: the next one can be moved', () => {
  expect(decided(TO_TRANSIT, moved('b-1'))).toBe('start c-1 with the seal transit');
});

test('with all followers ahead leadership moves', () => {
  expect(decided(TO_TRANSIT, moved('b-1', 'c-1'))).toBe('step down a-1');
});

test('one that the leader does not call healthy does not count', () => {
  const seen = withServers(moved('b-1'), (servers) =>
    servers.map((server) => (server.id === 'b-1' ? { ...server, healthy: null } : server)),
  );
  expect(decided(TO_TRANSIT, seen)).toBe('wait for sync a-1 b-1');
});

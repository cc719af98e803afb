import { expect, test } from 'vitest';
import { NO_NODE_FACTS, type NodeFacts } from '../../../src/cluster/model/index.js';
import { decided, desired, NOW, running, withReport, withServers } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1'];

/** Vault's issue 32099: `e-1` joined, and called itself removed while it replayed its first log. */
function selfRemoved(facts: Partial<NodeFacts> = {}, established: readonly string[] = IDS.slice(0, 4)) {
  const report = { sealed: true, removed: true, healthCode: 530, admitted: false };
  const seen = withServers(withReport(running(IDS), 'e-1', report), (servers) =>
    servers.map((server) => (server.id === 'e-1' ? { ...server, voter: false, healthy: false } : server)),
  );
  const joined = { ...NO_NODE_FACTS, joinAskedAt: NOW - 6_000, memberSince: NOW - 6_000, ...facts };
  return { ...seen, facts: { ...seen.facts, established, nodes: { ...seen.facts.nodes, 'e-1': joined } } };
}

test('a joiner that took itself for removed is wiped and taken out, so that it can join again', () => {
  expect(decided(desired(IDS), selfRemoved())).toBe('wipe e-1 and remove it');
});

test('so it is again and again, for as long as its gate waits; then it is turned down', () => {
  expect(decided(desired(IDS), selfRemoved({ resetAskedAt: NOW - 119_000 }))).toBe('wipe e-1 and remove it');
  expect(decided(desired(IDS), selfRemoved({ resetAskedAt: NOW - 121_000 }))).toBe('roll back e-1');
});

test('a voter that calls itself removed is never wiped', () => {
  const seen = withServers(selfRemoved({}, IDS), (servers) => servers.map((server) => ({ ...server, voter: true })));
  expect(decided(desired(IDS), seen)).not.toContain('wipe');
});

import { expect, test } from 'vitest';
import type { NodeFacts } from '../../../src/cluster/model/index.js';
import { NO_NODE_FACTS } from '../../../src/cluster/model/index.js';
import { decided, desired, NOW, running, withReport, withServers } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1'];

/** A member that has been seen sealed for this long. */
function sealedFor(milliseconds: number, facts: Partial<NodeFacts> = {}) {
  const seen = withServers(withReport(running(IDS), 'b-1', { sealed: true, healthCode: 503 }), (servers) =>
    servers.map((server) => (server.id === 'b-1' ? { ...server, healthy: false } : server)),
  );
  const waiting = { key: 'unsealed b-1', since: NOW - milliseconds };
  const nodes = { ...seen.facts.nodes, 'b-1': { ...NO_NODE_FACTS, memberSince: NOW - 900_000, ...facts } };
  return { ...seen, facts: { ...seen.facts, waiting, nodes } };
}

test('a sealed node is given the time that its seal takes to open by itself', () => {
  expect(decided(desired(IDS), sealedFor(5_000))).toBe('wait for unsealed b-1');
});

test('a node that stays sealed, as one that was sealed by hand, is started again', () => {
  expect(decided(desired(IDS), sealedFor(8_000))).toBe('start b-1');
});

test('a start that did not help is not repeated', () => {
  expect(decided(desired(IDS), sealedFor(8_000, { startAskedAt: NOW - 1_000 }))).toBe('wait for unsealed b-1');
});

test('a joiner whose first log has not arrived is not started: that would brick it', () => {
  const seen = withReport(sealedFor(8_000), 'b-1', { shares: 0 });
  expect(decided(desired(IDS), seen)).toBe('wait for unsealed b-1');
});

test('a node whose engine answers nothing is given the time of a start, and then started again once', () => {
  const silent = (milliseconds: number, facts?: Partial<NodeFacts>) =>
    withReport(sealedFor(milliseconds, facts), 'b-1', { sealed: null, healthCode: null });
  expect(decided(desired(IDS), silent(19_000))).toBe('wait for unsealed b-1');
  expect(decided(desired(IDS), silent(21_000))).toBe('wake b-1');
  expect(decided(desired(IDS), silent(21_000, { startAskedAt: NOW - 1_000 }))).toBe('wait for unsealed b-1');
});

test('an engine with much data is given the time to read it', () => {
  const silent = withReport(sealedFor(31_000), 'b-1', { sealed: null, healthCode: null });
  const facts = { ...silent.facts, snapshotTime: { from: NOW - 60_000, to: NOW - 57_000 } };
  expect(decided(desired(IDS), { ...silent, facts })).toBe('wait for unsealed b-1');
});

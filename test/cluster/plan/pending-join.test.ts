import { expect, test } from 'vitest';
import { NO_NODE_FACTS, type NodeReport } from '../../../src/cluster/model/index.js';
import { decided, desired, EMPTY, NOW, node, plus, running } from '../builders.js';

const OLD = ['a-1', 'b-1', 'c-1'];
const WANTED = [...OLD, 'd-1', 'e-1'];

/** Vault's answer after a join with the Shamir seal: initialized, sealed, and not in the configuration yet. */
const PENDING: NodeReport = {
  ...EMPTY,
  sealType: 'shamir',
  initialized: true,
  hasData: true,
  shares: 5,
  healthCode: 503,
};

function asked(milliseconds: number, unattendedUnseal: boolean, change: Partial<NodeReport> = {}): string {
  const seen = running(OLD, { sealType: 'shamir' });
  const joiners = ['d-1', 'e-1'].map((id) => node(id, { ...PENDING, ...change }));
  const facts = { ...NO_NODE_FACTS, joinAskedAt: NOW - milliseconds };
  const nodes = { ...seen.facts.nodes, 'd-1': facts, 'e-1': facts };
  return decided(desired(WANTED, { seal: 'shamir', unattendedUnseal }), {
    ...plus(seen, ...joiners),
    facts: { ...seen.facts, nodes },
  });
}

test('a Shamir joiner that calls itself initialized is taken in by its shares, not wiped', () => {
  expect(asked(500, true)).toMatch(/^unseal d-1/);
  expect(asked(20_000, true)).toMatch(/^unseal d-1/);
});

test('where people have the shares it waits for them as long as they need', () => {
  expect(asked(500, false)).toBe('held QRT-UNSEAL-NEEDED');
  expect(asked(3_600_000, false)).toBe('held QRT-UNSEAL-NEEDED');
});

test('one that shares at hand did not take in has data of no use, and is wiped', () => {
  expect(asked(90_000, true)).toMatch(/^wipe d-1/);
});

test('one that was removed is wiped whatever it waits for', () => {
  expect(asked(500, false, { removed: true, healthCode: 530 })).not.toBe('held QRT-UNSEAL-NEEDED');
});

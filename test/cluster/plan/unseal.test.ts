import { describe, expect, test } from 'vitest';
import { decided, desired, running, withReport } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1'];
const SEALED = { sealed: true, healthCode: 503, sealType: 'shamir' };

describe('a sealed node of a Shamir cluster', () => {
  const sealed = withReport(running(IDS, { sealType: 'shamir' }), 'c-1', SEALED);

  test('is unsealed where the environment keeps its own key', () => {
    expect(decided(desired(IDS, { seal: 'shamir', unattendedUnseal: true }), sealed)).toBe('unseal c-1');
  });

  test('holds the plan where the shares are with people', () => {
    expect(decided(desired(IDS, { seal: 'shamir' }), sealed)).toBe('held QRT-UNSEAL-NEEDED');
  });

  test('is unsealed without a leader, too: it may be what the majority waits for', () => {
    const down = { ...withReport(sealed, 'b-1', SEALED), cluster: null };
    expect(decided(desired(IDS, { seal: 'shamir', unattendedUnseal: true }), down)).toBe('unseal b-1, unseal c-1');
  });
});

describe('a stopped engine of a member', () => {
  const stopped = withReport(running(IDS), 'b-1', { process: 'stopped', healthCode: null, sealed: null });

  test('is started', () => {
    expect(decided(desired(IDS), stopped)).toBe('start b-1');
  });

  test('is started once; then a person has to look', () => {
    const facts = stopped.facts.nodes['b-1'];
    if (facts === undefined) throw new Error('no facts of b-1');
    const nodes = { ...stopped.facts.nodes, 'b-1': { ...facts, startAskedAt: 1 } };
    expect(decided(desired(IDS), { ...stopped, facts: { ...stopped.facts, nodes } })).toBe('wait for unsealed b-1');
  });
});

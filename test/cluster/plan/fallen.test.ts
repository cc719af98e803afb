import { describe, expect, test } from 'vitest';
import { decided, desired, running, withReport } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1'];
const FALLEN = { process: 'backing-off', healthCode: null, sealed: null, sealType: null } as const;

describe('a member whose engine ends whenever it is started', () => {
  const fallen = withReport(running(IDS), 'b-1', FALLEN);
  const outdated = {
    ...fallen,
    nodes: fallen.nodes.map((node) => (node.id === 'b-1' ? { ...node, configuration: 'outdated' as const } : node)),
  };

  test('is configured anew when it is wanted otherwise by now, before anything waits for it', () => {
    expect(decided(desired(IDS), outdated)).toBe('configure b-1');
    expect(decided(desired(IDS, { seal: 'shamir', unattendedUnseal: true }), outdated)).toBe('configure b-1');
  });

  test('is so without a leader, too: it may be the only one that could lead', () => {
    expect(decided(desired(IDS), { ...outdated, cluster: null })).toBe('configure b-1');
  });

  test('is waited for when it has what is wanted', () => {
    expect(decided(desired(IDS), fallen)).toBe('wait for unsealed b-1');
  });
});

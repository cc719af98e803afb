import { expect, test } from 'vitest';
import type { ObservedNode } from '../../../src/cluster/model/index.js';
import { noteObservation } from '../../../src/cluster/plan/index.js';
import { EMPTY, NOW, node, plus, running } from '../builders.js';

const OLD = ['a-1', 'b-1', 'c-1'];

function silentSince(configuration: ObservedNode['configuration']): number | null | undefined {
  const booted = node('a-2', { ...EMPTY, process: 'stopped', healthCode: null }, { configuration });
  return noteObservation(plus(running(OLD), booted), NOW).nodes['a-2']?.silentSince;
}

test('an engine is silent from the look that misses its answer', () => {
  expect(silentSince('current')).toBe(NOW);
});

test('not before its machine is configured: a snapshot of a large store may come first, and take a minute', () => {
  expect(silentSince('none')).toBeNull();
});

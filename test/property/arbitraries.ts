import fc from 'fast-check';
import { FAULTS, type Fault } from './sim/faults.js';
import type { Change, Scenario } from './sim/scenario.js';
import type { Defect } from './sim/world.js';

/** How many runs a property has: `QUORATE_RUNS` times as many in the long suite. */
export function runs(usual: number): number {
  return Math.round(usual * Number(process.env['QUORATE_RUNS'] ?? '1'));
}

export const faults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...FAULTS), at: fc.integer({ min: 1, max: 160 }), whom: fc.nat({ max: 12 }) }),
  { maxLength: 6 },
);

const CHANGES: readonly Change[] = [
  'seal',
  'seal',
  'scale',
  'scale',
  'upgrade',
  'upgrade',
  'return',
  'new-image',
  'forbidden',
  'nothing',
];

const DEFECTS: readonly Defect[] = [
  'no-start',
  'no-unseal',
  'own-cluster',
  'lags',
  'redirects',
  'wrong-seal',
  'wrong-version',
];

/** Any life of a cluster. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  engine: fc.constantFrom('vault' as const, 'openbao' as const),
  seal: fc.constantFrom('transit' as const, 'transit' as const, 'shamir' as const),
  seed: fc.nat(),
  size: fc.constantFrom(1 as const, 3 as const, 3 as const, 5 as const),
  changes: fc.array(fc.constantFrom(...CHANGES), { maxLength: 3 }),
  faults,
  defect: fc.constantFrom('none' as const, 'none' as const, ...DEFECTS),
  defective: fc.integer({ min: 1, max: 3 }),
  reaction: fc.constantFrom('deploy-again' as const, 'deploy-again' as const, 'roll-back' as const),
  hook: fc.constantFrom(undefined, undefined, 'yes' as const, 'no' as const),
});

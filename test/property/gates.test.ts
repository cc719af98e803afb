import { describe, expect, test } from 'vitest';
import { SUNNY } from './sim/faults.js';
import { type Stack, Terraform } from './sim/terraform.js';
import { pass } from './sim/time.js';
import { type Defect, World } from './sim/world.js';

const FINDINGS: readonly (readonly [Defect, RegExp])[] = [
  ['no-start', /engine stopped/],
  ['no-unseal', /sealed/],
  ['wrong-seal', /seal is awskms, expected (transit|shamir)/],
  ['own-cluster', /belongs to cluster own-/],
  ['lags', /entries behind the leader/],
  ['redirects', /answers 307 instead of forwarding/],
  ['wrong-version', /runs version 1\.0\.0/],
];
const ENGINES = [
  ['vault', '1.19.0', '1.21.1'],
  ['openbao', '2.4.4', '2.5.5'],
] as const;
const CASES = ENGINES.flatMap((engine) =>
  (['transit', 'shamir'] as const).flatMap((seal) =>
    FINDINGS.map(([defect, finding]) => [...engine, seal, defect, finding] as const),
  ),
);

describe('a new image that is no good is caught before any old node is touched', () => {
  test.each(CASES)('%s %s → %s, sealed by %s: %s', (engine, from, to, seal, defect, finding) => {
    const world = new World(engine, seal, 3);
    const terraform = new Terraform(world);
    const stack: Stack = { size: 3, version: from, generation: 1, defect: 'none', defective: 0 };
    expect(terraform.deploy(stack, SUNNY)).toBe('done');
    const old = world.voters().sort();
    pass(world, 60_000);
    const next: Stack = { ...stack, version: to, generation: 2, defect, defective: 1 };
    const outcome = terraform.deploy(next, SUNNY);
    expect(['QRT-GATE-FAILED', 'QRT-ROLLED-BACK', 'QRT-NODE-SEALED']).toContain(outcome);
    expect(world.log.at(-1)).toMatch(finding);
    expect(world.violations).toEqual([]);
    expect([...(world.raft?.servers.keys() ?? [])].sort()).toEqual(old);
    expect(old.every((id) => world.node(id).admitted && world.serves(id))).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../../src/cluster/capabilities/index.js';
import { isMutating, type PlannedStep, quorumOf } from '../../src/cluster/model/index.js';
import { describeStep, noteObservation, plan } from '../../src/cluster/plan/index.js';
import { SUNNY } from './sim/faults.js';
import { look } from './sim/look.js';
import { type Stack, Terraform } from './sim/terraform.js';
import { pass } from './sim/time.js';
import { World } from './sim/world.js';

const SMALL: Stack = { size: 3, version: '1.19.0', generation: 1, defect: 'none', defective: 0 };
const ENGINES = [
  ['vault', '1.19.0', '1.21.1'],
  ['openbao', '2.4.4', '2.5.5'],
] as const;

describe.each(ENGINES)(
  'in fair weather, a plan of %s shown beforehand is what happens (law 12)',
  (engine, from, to) => {
    const first: Stack = { ...SMALL, version: from };
    test.each([
      ['founding', first],
      ['scaling up', { ...first, size: 5 }],
      ['another image', { ...first, generation: 2 }],
      ['another version', { ...first, version: to, generation: 2 }],
      ['another version on more nodes', { ...first, version: to, generation: 2, size: 5 }],
    ] as const)('%s', (what, stack) => {
      const world = new World(engine, 'transit', 21);
      const terraform = new Terraform(world);
      if (what !== 'founding') expect(terraform.deploy(first, SUNNY)).toBe('done');
      pass(world, 3_600_000);
      const foreseen = foresee(world, terraform, stack);
      const before = world.log.length;
      expect(terraform.deploy(stack, SUNNY)).toBe('done');
      const done = world.log.slice(before).map((line) => line.replace(/^\d+ /, ''));
      expect(done.filter(isStep)).toEqual(foreseen.map(({ step }) => describeStep(step)).map(anyCluster));
      const last = foreseen.at(-1);
      expect(last).toMatchObject({ voters: stack.size, quorum: quorumOf(stack.size) });
      expect(last?.tolerance).toBe(world.liveVoters().length - quorumOf(stack.size));
    });
  },
);

/** The mutating steps that are planned once the new machines are there and nothing else has happened. */
function foresee(world: World, terraform: Terraform, stack: Stack): readonly PlannedStep[] {
  terraform.createMachines(stack);
  const desired = terraform.desired(stack);
  const seen = look(world);
  const observed = { ...seen, facts: noteObservation(seen, world.now) };
  const planned = plan(desired, observed, capabilitiesOf(desired.engine), world.now);
  expect(planned.kind).toBe('steps');
  if (planned.kind === 'steps') expect(planned.outlook).toBeNull();
  return planned.steps.filter(({ step }) => isMutating(step));
}

/** The log also has what the world does by itself. */
function isStep(line: string): boolean {
  return !/ leads$|^wait for/.test(line);
}

/** Neither the id of a cluster to be nor the leader's age to the second is known beforehand. */
function anyCluster(line: string): string {
  return line.replace('cluster future', 'cluster cluster-1');
}

import { quorumOf } from '../../../src/cluster/model/index.js';
import type { Stage } from '../../../src/cluster/plan/index.js';
import type { EngineName } from '../../../src/schema/index.js';
import { type Fault, Storm, SUNNY } from './faults.js';
import type { Outcome } from './operator.js';
import { type Stack, Terraform } from './terraform.js';
import { pass } from './time.js';
import { type Defect, World } from './world.js';

/** One change of the stack. */
export type Change = 'seal' | 'scale' | 'upgrade' | 'return' | 'forbidden' | 'new-image' | 'nothing';

/** What the operator wants once a deploy ended otherwise than well. */
export type Reaction = 'deploy-again' | 'roll-back';

/** Everything that a run depends on. */
export interface Scenario {
  readonly engine: EngineName;
  readonly seal: 'transit' | 'shamir';
  readonly seed: number;
  readonly size: 1 | 3 | 5;
  readonly changes: readonly Change[];
  readonly faults: readonly Fault[];
  readonly defect: Defect;
  readonly defective: number;
  /** @default 'deploy-again' */
  readonly reaction?: Reaction | undefined;
  /** What the user's hook says, where there is one. @default no hook */
  readonly hook?: 'yes' | 'no' | undefined;
}

/** What came of a run. */
export interface Verdict {
  readonly world: World;
  /** Broken laws; empty is what is wanted. */
  readonly violations: readonly string[];
  /** In how many places the operator could have been killed. */
  readonly pauses: number;
}

const VERSIONS = { vault: ['1.19.0', '1.21.1'], openbao: ['2.4.4', '2.5.5'] } as const;
/** A move that mixed clusters do not survive. */
const FORBIDDEN = { vault: '1.18.0', openbao: '2.6.1' } as const;
const TRIES = 8;
/** Answers upon which the seal of before is deployed first. */
const SEAL_HELD: readonly Outcome[] = ['QRT-RESTART-HELD', 'QRT-SEAL-ROLLOUT'];
/** Answers that another try does not change. */
const FINAL: readonly Outcome[] = ['QRT-GATE-FAILED', 'QRT-ROLLED-BACK', 'QRT-VERSION-PAIR', 'QRT-DOWNGRADE'];

/** Founds a cluster and changes it in bad weather; then the weather clears, and it has to converge. */
export function play(scenario: Scenario, stages?: readonly Stage[], fenced = true): Verdict {
  const world = new World(scenario.engine, scenario.seal, scenario.seed);
  world.fenced = fenced;
  const terraform = new Terraform(world);
  const storm = new Storm(world, terraform, scenario.faults);
  let stack: Stack = {
    size: scenario.size,
    version: VERSIONS[scenario.engine][0],
    generation: 1,
    defect: 'none',
    defective: 0,
  };
  persist(world, terraform, stack, storm, stages);
  for (const change of scenario.changes) {
    const before = stack;
    if (change === 'return') acceptLoss(world, scenario);
    stack = { ...changed(stack, change, scenario), ...(scenario.hook && { hook: scenario.hook }) };
    if (scenario.reaction === 'roll-back') stack = reconsider(world, terraform, before, stack, storm, stages);
    else persist(world, terraform, stack, storm, stages);
    if (change === 'forbidden') stack = { ...before, generation: stack.generation + 1 };
    if (scenario.hook === 'no') {
      stack = { ...stack, generation: stack.generation + 1, hook: 'yes' };
      persist(world, terraform, stack, storm, stages);
    }
    if (stack.defective > 0) {
      stack = { ...stack, generation: stack.generation + 1, defect: 'none', defective: 0 };
      persist(world, terraform, stack, storm, stages);
    }
  }
  clearUp(world, terraform, scenario, stack, stages);
  return { world, violations: world.violations, pauses: storm.pauses };
}

function changed(stack: Stack, change: Change, scenario: Scenario): Stack {
  const defect = { defect: scenario.defect, defective: scenario.defect === 'none' ? 0 : scenario.defective };
  switch (change) {
    case 'seal': {
      const seal = stack.seal ?? scenario.seal;
      return { ...stack, seal: seal === 'shamir' ? 'transit' : 'shamir' };
    }
    case 'scale':
      return { ...stack, size: stack.size === 3 ? 5 : 3 };
    case 'upgrade':
      return { ...stack, ...defect, version: VERSIONS[scenario.engine][1], generation: stack.generation + 1 };
    case 'return':
      return { ...stack, version: VERSIONS[scenario.engine][0], generation: stack.generation + 1 };
    case 'forbidden':
      return { ...stack, version: FORBIDDEN[scenario.engine], generation: stack.generation + 1 };
    case 'new-image':
      return { ...stack, ...defect, generation: stack.generation + 1 };
    default:
      return stack;
  }
}

/** `quorate rollback --restore`, which is refused before the newer version has led. */
function acceptLoss(world: World, { engine }: Scenario): void {
  const [older, newer] = VERSIONS[engine];
  if (!world.raft?.versions.includes(newer)) return;
  world.facts = { ...world.facts, returnTo: { by: 'ann@desk', snapshot: `of ${older}`, version: older, done: false } };
}

/** What a person does: deploys again, unless the answer says that this will not help. */
function persist(world: World, terraform: Terraform, stack: Stack, storm: Storm, stages?: readonly Stage[]): Outcome {
  let outcome: Outcome = 'failed';
  for (let turn = 0; turn < TRIES && outcome !== 'done' && world.violations.length === 0; turn += 1) {
    world.note(`deploy ${JSON.stringify(stack)}`);
    outcome = terraform.deploy(stack, storm, stages);
    world.note(`ended ${outcome}`);
    if (SEAL_HELD.includes(outcome)) terraform.deploy({ ...stack, seal: world.seal }, storm, stages);
    if (outcome === 'endless') world.violated('liveness', 'a convergence never ended');
    if (FINAL.includes(outcome)) return outcome;
    pass(world, 2_000);
  }
  return outcome;
}

/** Deploys once; when that does not end well, asks for the way back, and deploys the old image where there was one. */
function reconsider(
  world: World,
  terraform: Terraform,
  before: Stack,
  stack: Stack,
  storm: Storm,
  stages?: readonly Stage[],
): Stack {
  const old = [...(world.raft?.servers.keys() ?? [])].filter((id) => world.facts.established?.includes(id));
  world.note(`deploy ${JSON.stringify(stack)}`);
  if (terraform.deploy(stack, storm, stages) === 'done') return stack;
  world.note('rollback');
  const outcome = terraform.rollBack(stack, storm, stages);
  world.note(`ended ${outcome}`);
  if (outcome === 'done') world.violated('7', 'a roll-back went forward');
  if (outcome === 'endless') world.violated('liveness', 'a roll-back never ended');
  if (outcome === 'QRT-ROLLED-BACK') checkRolledBack(world, old);
  pass(world, 2_000);
  if (world.facts.rollback?.by !== 'operator') return stack;
  const again = { ...before, generation: stack.generation + 1 };
  const led = persist(world, terraform, again, storm, stages) === 'QRT-DOWNGRADE';
  return led ? { ...stack, generation: again.generation + 1 } : again;
}

/** The old set, as it was when the rollout began, is whole, and nobody of the new one is a member. */
function checkRolledBack(world: World, old: readonly string[]): void {
  const { rollback } = world.facts;
  const members = [...(world.raft?.servers.keys() ?? [])];
  const stray = members.filter((id) => rollback?.nodes.includes(id));
  if (stray.length > 0) world.violated('7', `rolled back, and ${stray.join()} are members`);
  const lost = old.filter((id) => !world.fallen.has(id) && !members.includes(id));
  if (lost.length > 0) world.violated('7', `rolled back, and ${lost.join()} are no members`);
}

function clearUp(
  world: World,
  terraform: Terraform,
  scenario: Scenario,
  stack: Stack,
  stages?: readonly Stage[],
): void {
  for (const node of world.nodes.values()) node.cutUntil = 0;
  let outcome: Outcome = 'failed';
  for (let turn = 0; turn < TRIES && outcome !== 'done' && world.violations.length === 0; turn += 1) {
    world.note(`clear: deploy ${JSON.stringify(stack)}`);
    outcome = terraform.deploy(stack, SUNNY, stages);
    world.note(`ended ${outcome}`);
    if (outcome === 'QRT-DOWNGRADE' && scenario.changes.includes('return')) acceptLoss(world, scenario);
    // A voter that is lost for good is replaced while the seal is still the one of before.
    if (SEAL_HELD.includes(outcome)) terraform.deploy({ ...stack, seal: world.seal }, SUNNY, stages);
    pass(world, 20_000);
  }
  if (outcome !== 'done') {
    if (world.violations.length === 0 && !isBeyondHelp(world))
      world.violated('liveness', `does not converge: ${outcome}`);
    return;
  }
  checkConverged(world, terraform);
  checkQuiet(world, terraform, stack, stages);
}

/** Nothing that we could do helps a cluster whose majority is destroyed, or whose first node died with its keys. */
function isBeyondHelp(world: World): boolean {
  const { custody } = world;
  if (custody.state === 'intent' && world.nodes.get(custody.node)?.machine !== 'running') return true;
  const voters = world.voters();
  const left = voters.filter((id) => {
    const node = world.nodes.get(id);
    return node?.machine === 'running' && node.data !== null;
  });
  return voters.length > 0 && left.length < quorumOf(voters.length);
}

function checkConverged(world: World, terraform: Terraform): void {
  const wanted = terraform.ids().sort().join();
  const members = [...(world.raft?.servers.keys() ?? [])].sort().join();
  const live = world.liveVoters().sort().join();
  const behind = terraform.ids().filter((id) => world.node(id).seal !== world.wantedSeal);
  const sealed = world.custody.state === 'confirmed' ? world.custody.seal : undefined;
  if (behind.length > 0 || world.seal !== world.wantedSeal || sealed !== world.wantedSeal) {
    world.violated('liveness', `done, but sealed by ${world.seal}, recorded ${sealed}, and ${behind.join()} otherwise`);
  }
  if (members !== wanted || live !== wanted) {
    world.violated('liveness', `done, but wanted ${wanted}, members ${members}, live voters ${live}`);
  }
}

/** Law 11: a second deploy changes nothing. */
function checkQuiet(world: World, terraform: Terraform, stack: Stack, stages?: readonly Stage[]): void {
  const before = world.log.length;
  const outcome = terraform.deploy(stack, SUNNY, stages);
  const done = world.log.slice(before);
  if (outcome !== 'done' || done.length > 0) world.violated('11', `a second deploy did: ${done.join(', ')} ${outcome}`);
}

import { quorumOf } from '../../../src/cluster/model/index.js';
import type { Weather } from './operator.js';
import { loseLeader, stopProcess } from './process.js';
import { OperatorKilled } from './steps.js';
import type { Terraform } from './terraform.js';
import type { World } from './world.js';

export const FAULTS = [
  'operator-killed',
  'lease-lost',
  'reply-lost',
  'machine-gone',
  'machine-stopped',
  'machine-back',
  'engine-stopped',
  'cut',
  'lag',
  'election',
  'state-lost',
  'self-removed',
  'slow-load',
  'leader-hangs',
] as const;

/** What befalls an operator, not a machine. */
const OPERATORS_OWN: readonly Fault['kind'][] = ['operator-killed', 'lease-lost', 'reply-lost'];

/** One thing that goes wrong: before which look, or in which pause, and whom it befalls. */
export interface Fault {
  readonly kind: (typeof FAULTS)[number];
  readonly at: number;
  readonly whom: number;
}

/** A planned sequence of faults. `sunny` weather has none left. */
export class Storm implements Weather {
  #looks = 0;
  #pauses = 0;
  #steps = 0;
  #heads = 0;

  constructor(
    readonly world: World,
    readonly terraform: Terraform,
    readonly faults: readonly Fault[],
  ) {}

  get pauses(): number {
    return this.#pauses;
  }

  beforeLook(): void {
    this.#looks += 1;
    for (const fault of this.faults) if (fault.at === this.#looks) strike(this.world, this.terraform, fault);
  }

  inStep(): void {
    this.#pauses += 1;
    if (this.#due('operator-killed', this.#pauses)) throw new OperatorKilled('killed');
  }

  losesLease(): boolean {
    this.#heads += 1;
    return this.#due('lease-lost', this.#heads);
  }

  losesReply(): boolean {
    this.#steps += 1;
    return this.#due('reply-lost', this.#steps);
  }

  #due(kind: Fault['kind'], count: number): boolean {
    return this.faults.some((fault) => fault.kind === kind && fault.at === count);
  }
}

export const SUNNY: Weather = { beforeLook() {}, inStep() {}, losesLease: () => false, losesReply: () => false };

function strike(world: World, terraform: Terraform, fault: Fault): void {
  const nodes = [...world.nodes.values()].filter(({ machine }) => machine === 'running');
  const node = nodes[fault.whom % Math.max(1, nodes.length)];
  const stopped = [...world.nodes.values()].filter(({ machine }) => machine === 'stopped');
  if (node === undefined) return;
  if (!OPERATORS_OWN.includes(fault.kind)) world.note(`fault ${fault.kind} ${node.id}`);
  switch (fault.kind) {
    case 'machine-gone':
    case 'machine-stopped':
      stopProcess(world, node);
      world.fallen.add(node.id);
      node.machine = fault.kind === 'machine-gone' ? 'gone' : 'stopped';
      return;
    case 'machine-back':
      for (const dead of stopped) dead.machine = 'running';
      return;
    case 'engine-stopped':
      stopProcess(world, node);
      return;
    case 'cut':
      node.cutUntil = world.now + 15_000;
      return;
    case 'leader-hangs':
      lockUp(world);
      return;
    case 'lag':
      node.lagUntil = world.now + 5_000;
      return;
    case 'election':
      if (world.raft?.leader != null) {
        world.raft.staleLeader = world.raft.leader;
        loseLeader(world, 1_500);
      }
      return;
    case 'state-lost':
      if (world.raft?.servers.has(node.id) === true) terraform.forget(node.id);
      return;
    case 'self-removed':
      removeItself(world, fault.whom);
      return;
    case 'slow-load':
      for (const joiner of nodes) if (joiner.firstLogAt !== null) joiner.firstLogAt += 20_000;
      return;
    default:
      return;
  }
}

/** The leader locks itself up while it has enough beside it: with fewer only a person can tell what to do. */
function lockUp(world: World): void {
  const leader = world.raft?.leader;
  if (leader == null || world.liveVoters().length <= quorumOf(world.voters().length)) return;
  world.node(leader).hangs = true;
}

/** Vault, issue 32099: a joiner that is slow to replay its first log takes itself for removed. */
function removeItself(world: World, whom: number): void {
  const joiners = [...(world.raft?.servers ?? [])].filter(([, { voter }]) => !voter).map(([id]) => world.nodes.get(id));
  const node = joiners[whom % Math.max(1, joiners.length)];
  if (world.engine !== 'vault' || node === undefined || node.process === 'stopped' || node.data === null) return;
  node.sealed = true;
  node.removedAt = world.now;
}

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
    default:
      return;
  }
}

import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import { type Desired, PRODUCTION_AUTOPILOT, timingFor } from '../../../src/cluster/model/index.js';
import { askRollback, mayStop, noteObservation, type Stage } from '../../../src/cluster/plan/index.js';
import { look } from './look.js';
import { converge, type Outcome, type Weather } from './operator.js';
import { stopProcess } from './process.js';
import { pass } from './time.js';
import { boot, type Defect, type World } from './world.js';

/** What the stack says. A new generation is a new image digest. */
export interface Stack {
  readonly size: number;
  readonly version: string;
  readonly generation: number;
  readonly defect: Defect;
  /** How many of the new machines the defect befalls. */
  readonly defective: number;
  /** Whether the user has a hook, and what it says. */
  readonly hook?: 'yes' | 'no';
  /** @default the one that the cluster was founded with */
  readonly seal?: 'transit' | 'shamir';
}

export const CONFIRMATION = timingFor(200).confirmation;

/** Terraform with create_before_destroy: new machines, then the cluster, then the old machines, guarded. */
export class Terraform {
  readonly #current = new Map<string, { id: string; generation: number }>();
  #deposed: string[] = [];
  #serial = 0;

  constructor(readonly world: World) {}

  /** The machines that the state holds as current, by slot. */
  ids(): string[] {
    return [...this.#current.values()].map(({ id }) => id);
  }

  /** The state forgets a machine; it runs on. */
  forget(id: string): void {
    for (const [slot, machine] of this.#current) if (machine.id === id) this.#current.delete(slot);
    this.#deposed = this.#deposed.filter((old) => old !== id);
    const node = this.world.nodes.get(id);
    if (node !== undefined) node.known = false;
  }

  desired(stack: Stack): Desired {
    const engine = { name: this.world.engine, version: stack.version };
    return {
      environment: 'lab',
      nodes: [...this.#current]
        .filter(([slot]) => slots(stack).includes(slot))
        .map(([slot, { id }]) => ({ id, slot, zone: slot, address: id, image: `g${stack.generation}` })),
      engine,
      seal: stack.seal ?? this.world.founded,
      formerSeal: this.world.seal === 'transit' ? 'transit' : null,
      autopilot: PRODUCTION_AUTOPILOT,
      timing: timingFor(200, { gate: 40_000, patience: 30_000, drain: 5_000 }),
      unattendedUnseal: true,
      allowUnknownVersionPair: false,
      hook: stack.hook !== undefined,
      standby: false,
      balancer: true,
    };
  }

  deploy(stack: Stack, weather: Weather, stages?: readonly Stage[]): Outcome {
    this.world.wantedSeal = stack.seal ?? this.world.founded;
    this.world.hookSays = stack.hook ?? 'yes';
    this.createMachines(stack);
    this.world.asked = this.desired(stack).nodes.map(({ id }) => id);
    pass(this.world, 100);
    const outcome = converge(this.world, this.desired(stack), weather, stages);
    if (outcome === 'done') this.#destroyOld(stack);
    return outcome;
  }

  /** `quorate rollback`: what it judges and notes, then a convergence to what was deployed last. */
  rollBack(stack: Stack, weather: Weather, stages?: readonly Stage[]): Outcome {
    const { world } = this;
    const desired = this.desired(stack);
    const seen = look(world);
    const observed = { ...seen, facts: noteObservation(seen, world.now) };
    const request = askRollback(desired, observed, capabilitiesOf(desired.engine), world.now, 'ann@desk');
    if (request.kind === 'impossible') return request.problem.code;
    world.facts = { ...world.facts, rollback: request.rollback };
    world.paused = null;
    return converge(world, desired, weather, stages);
  }

  /** Refresh: a machine that is gone or stopped is replaced; one that is unknown is kept. */
  createMachines(stack: Stack): void {
    for (const [index, slot] of slots(stack).entries()) {
      const present = this.#current.get(slot);
      const node = present === undefined ? undefined : this.world.nodes.get(present.id);
      const same = present?.generation === stack.generation;
      if (same && node?.machine === 'stopped' && this.#mayHoldKeys(node.id)) node.machine = 'running';
      const kept = same && node?.machine === 'running';
      if (kept) continue;
      if (present !== undefined && node?.machine !== 'gone') this.#deposed.push(present.id);
      this.#serial += 1;
      const id = `${slot}-${this.#serial}`;
      boot(this.world, id, stack.version, index < stack.defective ? stack.defect : 'none');
      this.#current.set(slot, { id, generation: stack.generation });
    }
  }

  /** What is on its disk may be all that there is of the keys: it is started again, not replaced. */
  #mayHoldKeys(id: string): boolean {
    const { custody } = this.world;
    return (custody.state === 'intent' || custody.state === 'reply') && custody.node === id;
  }

  #destroyOld(stack: Stack): void {
    const surplus = [...this.#current].filter(([slot]) => !slots(stack).includes(slot));
    for (const [slot, { id }] of surplus) {
      this.#deposed.push(id);
      this.#current.delete(slot);
    }
    this.#deposed = this.#deposed.filter((id) => !this.#destroy(id));
  }

  #destroy(id: string): boolean {
    const { world } = this;
    const observed = look(world);
    const verdict = mayStop(id, { ...observed, facts: noteObservation(observed, world.now) }, CONFIRMATION);
    if (!verdict.may) {
      world.note(`${id} is kept: ${verdict.problem.code}`);
      return false;
    }
    const node = world.node(id);
    if (world.raft?.servers.get(id)?.voter === true && node.machine !== 'gone') {
      world.violated('2', `${id} is destroyed as a voter`);
    }
    stopProcess(world, node);
    node.machine = 'gone';
    node.retired = true;
    pass(world, 100);
    return true;
  }
}

function slots(stack: Stack): string[] {
  return ['a', 'b', 'c', 'd', 'e', 'f', 'g'].slice(0, stack.size);
}

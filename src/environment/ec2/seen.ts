import type { Ec2, Ec2Instance, InstanceState } from '../../aws/index.js';
import type { MachineState } from '../../cluster/index.js';
import { machineId } from '../../schema/index.js';
import type { Machine } from '../site.js';
import type { Pin, Pins } from './pins.js';

/** Digits of an instance's id that make a machine's id of its slot: the machine itself does it in the same way. */
const OWN_DIGITS = 8;
/** An instance that EC2 does not tell of is gone only when it had this long to become known everywhere. */
const KNOWN_EVERYWHERE_MS = 600_000;
/** One answer of EC2 serves for everything that is asked within this time: it allows few questions a second. */
const FRESH_MS = 1_000;

/** A machine of EC2 with what is known of it there and here. */
export interface SeenMachine extends Machine {
  readonly instance: string;
  readonly state: MachineState;
  readonly pin: Pin | null;
}

/** What EC2 tells of an environment's machines: by their tags, and by their ids where it was told of them before. */
export class SeenMachines {
  #last: { readonly at: number; readonly seen: Promise<readonly SeenMachine[]> } | undefined;

  constructor(
    private readonly environment: string,
    private readonly ec2: Ec2,
    private readonly pins: Pins,
  ) {}

  async all(): Promise<readonly SeenMachine[]> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#last.at > FRESH_MS) this.#last = { at: now, seen: this.#look() };
    const { seen } = this.#last;
    // A question that failed is no answer to the next one.
    seen.catch(() => this.forget());
    return await seen;
  }

  async one(id: string): Promise<SeenMachine | undefined> {
    return (await this.all()).find((machine) => machine.id === id);
  }

  /** The next question is put to EC2. */
  forget(): void {
    this.#last = undefined;
  }

  async #look(): Promise<readonly SeenMachine[]> {
    const [tagged, all] = await Promise.all([
      this.ec2.instancesTagged({ 'quorate:environment': this.environment }),
      this.pins.all(),
    ]);
    const pins = all.filter(({ released }) => !released);
    // Tags can be taken away from a machine that runs.
    const untold = pins.filter(({ instance }) => !tagged.some(({ id }) => id === instance));
    const asked = await Promise.all(
      untold.map(async (pin) => pinned(pin, await this.ec2.instance(pin.instance), Date.now())),
    );
    const released = new Set(all.filter((pin) => pin.released).map(({ instance }) => instance));
    const told = tagged
      .filter(({ id }) => !released.has(id))
      .flatMap((instance) => {
        const pin = pins.find((known) => known.instance === instance.id);
        return pin ? [pinned(pin, instance, Date.now())] : (stranger(instance) ?? []);
      });
    return [...told, ...asked];
  }
}

function pinned(pin: Pin, instance: Ec2Instance | undefined, now: number): SeenMachine {
  const { id, slot, zone, image, address, claimed } = pin;
  const state = instance ? stateOf(instance.state) : hasLongBeenKnown(pin, now) ? 'gone' : 'unknown';
  return { id, role: 'member', slot, zone, image, address, claimed, instance: pin.instance, state, pin };
}

/** One that nobody has met: it starts, or it is what a killed create left. */
function stranger({ id, state, zone, privateAddress, tags }: Ec2Instance): SeenMachine | null {
  const [slot, image] = [tags['quorate:slot'], tags['quorate:image']];
  const machine = machineId.safeParse(`${slot}-${id.slice(-OWN_DIGITS)}`);
  if (!slot || !image || !machine.success || privateAddress === null || state === 'terminated') return null;
  const about = { id: machine.data, role: 'member', slot, zone, image, address: privateAddress } as const;
  return { ...about, claimed: false, instance: id, state: stateOf(state), pin: null };
}

/** What is on its way is not there yet: only `stopped` and `terminated` prove that nothing runs (law 9). */
function stateOf(state: InstanceState): MachineState {
  if (state === 'running' || state === 'stopped') return state;
  return state === 'terminated' ? 'gone' : 'unknown';
}

function hasLongBeenKnown({ pinned_at }: Pin, now: number): boolean {
  return now - Date.parse(pinned_at) > KNOWN_EVERYWHERE_MS;
}

import type {
  CopyOrder,
  Ec2,
  Ec2Image,
  Ec2Instance,
  InstanceState,
  LaunchOrder,
  Tags,
} from '../../../../src/aws/index.js';
import { QuorateError } from '../../../../src/schema/index.js';
import type { ModelTime } from './model-time.js';

interface Machine {
  readonly id: string;
  readonly order: LaunchOrder;
  readonly bornAt: number;
  state: InstanceState;
  tags: Tags;
}

interface Picture {
  readonly id: string;
  readonly name: string;
  readonly madeAt: number;
  readonly finishedAt: number;
  readonly fails: boolean;
  readonly tags: Tags;
  readonly owner: string;
}

/** What is done to a call: its effect may have happened or not when nothing comes back. */
export type Fault =
  | { readonly kind: 'refused'; readonly code: string; readonly times: number }
  /** The library asks again by itself after a lost reply. */
  | { readonly kind: 'reply lost' }
  | { readonly kind: 'never returns'; readonly effect: boolean };

export const PINNED = { owner: '136693071363', name: 'debian-12-amd64-test' };

/** EC2 of one region as Amazon documents it: tokens, names that are unique, what is told of late. */
export class ModelEc2 implements Ec2 {
  machines: Machine[] = [];
  pictures: Picture[] = [];
  readonly deprecated: string[] = [];
  /** Milliseconds until what was made is told of. */
  lag = 0;
  /** Milliseconds until an image is available. */
  imageTakes = 60_000;
  imagesFail = 0;
  /** What the console of a machine shows from 20 s after its start. */
  console: (order: LaunchOrder) => string = () => '';
  address = '127.0.0.1';
  calls = 0;
  /** Called before every call with its number and its name. */
  fault: (call: number, name: string) => Fault | undefined = () => undefined;
  #refusals = 0;

  constructor(
    readonly region: string,
    private readonly time: ModelTime,
    private readonly count = { of: 0 },
  ) {
    const base = { id: 'ami-base', name: PINNED.name, owner: PINNED.owner, tags: {} };
    this.pictures.push({ ...base, madeAt: 0, finishedAt: 0, fails: false });
  }

  /** The same region for another caller, who has troubles of its own. */
  handle(): ModelEc2 {
    const other = new ModelEc2(this.region, this.time, this.count);
    other.machines = this.machines;
    other.pictures = this.pictures;
    other.console = this.console;
    return other;
  }

  alive(): Machine[] {
    return this.machines.filter(({ state }) => state !== 'terminated');
  }

  ours(): Picture[] {
    return this.pictures.filter(({ owner }) => owner === 'self');
  }

  instancesTagged(tags: Tags): Promise<Ec2Instance[]> {
    return this.#call('instancesTagged', () =>
      this.machines.filter((one) => this.#isTold(one) && hasTags(one.tags, tags)).map((one) => this.#instance(one)),
    );
  }

  instance(id: string): Promise<Ec2Instance | undefined> {
    return this.#call('instance', () => {
      const found = this.machines.find((one) => one.id === id && this.#isTold(one));
      return found && this.#instance(found);
    });
  }

  consoleOutput(id: string): Promise<string> {
    return this.#call('consoleOutput', () => {
      const { order, bornAt } = this.#machine(id);
      return this.time.now() < bornAt + 20_000 ? '' : this.console(order);
    });
  }

  setTerminationProtection(): Promise<void> {
    throw new Error('builders are not protected');
  }

  launch(order: LaunchOrder): Promise<Ec2Instance> {
    return this.#call('launch', () => {
      const known = this.machines.find((one) => one.order.clientToken === order.clientToken);
      if (known) {
        // The tags of a first request count: a library that repeats it sends the same.
        if (known.order.userData !== order.userData) throw amazon('IdempotentParameterMismatch');
        return this.#instance(known);
      }
      const machine = {
        id: this.#id('i'),
        order,
        bornAt: this.time.now(),
        state: 'running',
        tags: order.tags,
      } as const;
      this.machines.push({ ...machine });
      return this.#instance(this.#machine(machine.id));
    });
  }

  stop(id: string): Promise<void> {
    return this.#call('stop', () => {
      this.#machine(id).state = 'stopped';
    });
  }

  terminate(id: string): Promise<void> {
    return this.#call('terminate', () => {
      const found = this.machines.find((one) => one.id === id);
      if (found) found.state = 'terminated';
    });
  }

  tagResources(ids: readonly string[], tags: Tags): Promise<void> {
    return this.#call('tagResources', () => {
      for (const id of ids) this.#machine(id).tags = { ...this.#machine(id).tags, ...tags };
    });
  }

  imagesTagged(tags: Tags): Promise<Ec2Image[]> {
    return this.#call('imagesTagged', () =>
      this.ours()
        .filter((one) => this.time.now() >= one.madeAt + this.lag && hasTags(one.tags, tags))
        .map((one) => this.#image(one)),
    );
  }

  imageNamed(name: string, owner: string): Promise<Ec2Image | undefined> {
    return this.#call('imageNamed', () => {
      const found = this.pictures.find(
        (one) => one.name === name && one.owner === owner && this.time.now() >= one.madeAt + this.lag,
      );
      return found && this.#image(found);
    });
  }

  createImage(instanceId: string, name: string, tags: Tags): Promise<string> {
    return this.#call('createImage', () => {
      if (this.#machine(instanceId).state !== 'stopped') throw amazon('IncorrectState');
      return this.#picture(name, tags);
    });
  }

  copyImage({ name, tags }: CopyOrder): Promise<string> {
    return this.#call('copyImage', () => this.#picture(name, tags));
  }

  deprecateImage(id: string): Promise<void> {
    return this.#call('deprecateImage', () => void this.deprecated.push(id));
  }

  removeImage({ id }: Ec2Image): Promise<void> {
    return this.#call('removeImage', () => {
      const at = this.pictures.findIndex((one) => one.id === id);
      if (at >= 0) this.pictures.splice(at, 1);
    });
  }

  snapshotsTagged(): Promise<string[]> {
    return this.#call('snapshotsTagged', () => this.ours().map(({ id }) => `snap-of-${id}`));
  }

  async deleteSnapshot(): Promise<void> {}

  #picture(name: string, tags: Tags): string {
    if (this.ours().some((one) => one.name === name)) throw amazon('InvalidAMIName.Duplicate');
    const now = this.time.now();
    const fails = this.imagesFail > 0;
    if (fails) this.imagesFail -= 1;
    const id = this.#id('ami');
    this.pictures.push({ id, name, madeAt: now, finishedAt: now + this.imageTakes, fails, tags, owner: 'self' });
    return id;
  }

  async #call<T>(name: string, effect: () => T): Promise<T> {
    this.calls += 1;
    const fault = this.fault(this.calls, name);
    await new Promise((done) => setImmediate(done));
    if (fault?.kind === 'refused' && this.#refusals < fault.times) {
      this.#refusals += 1;
      throw amazon(fault.code);
    }
    if (fault?.kind === 'never returns') {
      if (fault.effect) effect();
      return await new Promise<T>(() => undefined);
    }
    if (fault?.kind === 'reply lost') effect();
    return effect();
  }

  #instance({ id, state, order, tags }: Machine): Ec2Instance {
    const address = state === 'running' ? this.address : null;
    return { id, state, privateAddress: address, publicAddress: null, zone: 'a', imageId: order.imageId, tags };
  }

  #image({ id, name, madeAt, finishedAt, fails, tags }: Picture): Ec2Image {
    const ended = fails ? 'failed' : 'available';
    const state = this.time.now() >= finishedAt ? ended : 'pending';
    const createdAt = new Date(madeAt).toISOString();
    return {
      id,
      name,
      state,
      reason: fails ? 'Server.InternalError' : null,
      createdAt,
      rootDevice: '/dev/xvda',
      snapshotIds: [],
      tags,
    };
  }

  #isTold({ bornAt }: Machine): boolean {
    return this.time.now() >= bornAt + this.lag;
  }

  #machine(id: string): Machine {
    const found = this.machines.find((one) => one.id === id);
    if (!found) throw amazon('InvalidInstanceID.NotFound');
    return found;
  }

  #id(prefix: string): string {
    this.count.of += 1;
    return `${prefix}-${String(this.count.of).padStart(17, '0')}`;
  }
}

function hasTags(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => (value === '*' ? key in tags : tags[key] === value));
}

function amazon(code: string): QuorateError {
  const cause = Object.assign(new Error(code), { name: code, $metadata: {} });
  return new QuorateError('QRT-AWS', code, 'none', { cause });
}

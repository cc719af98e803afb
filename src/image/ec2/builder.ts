import { createHash } from 'node:crypto';
import { awsCodeOf, type Ec2, type Ec2Image, type Ec2Instance } from '../../aws/index.js';
import { QuorateError } from '../../schema/index.js';
import { BUILDER_TAG, builderTags, isExpired, RUN_TAG } from './tags.js';
import { type Patience, patiently, type Time } from './time.js';

/** Where builders stand. */
export interface BuilderPlace {
  /** Undefined: the default network of the account. */
  readonly subnetId: string | undefined;
  /** Have to admit the deploying host on port 22; empty: the network's default. */
  readonly securityGroupIds: readonly string[];
  readonly instanceType: string;
  /** Whether the deploying host reaches it at a public address. */
  readonly publicAddress: boolean;
}

export interface BuilderWish {
  readonly ec2: Ec2;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly digest: string;
  /** Of this bake, and of no other. */
  readonly run: string;
  readonly place: BuilderPlace;
  readonly base: Ec2Image;
  readonly userData: string;
  /** The image, once another run has made it. */
  readonly elsewhere: () => Promise<Ec2Image | undefined>;
  readonly progress: (line: string) => void;
}

/** GiB: what is baked is copied to machines, whose volumes are larger. */
const ROOT_SIZE = 8;
const ALIVE = ['pending', 'running', 'stopping', 'stopped'];
/** What was just made may not be told of yet for so long. */
export const CONSISTENT: Patience = { deadlineMs: 60_000, firstMs: 500, longestMs: 5_000 };
const CAPACITY: Patience = { deadlineMs: 150_000, firstMs: 30_000, longestMs: 60_000 };
const TERMINATED: Patience = { deadlineMs: 10 * 60_000, firstMs: 1_000, longestMs: 10_000 };
const OTHER_RUN: Patience = { deadlineMs: 2 * 3_600_000, firstMs: 1_000, longestMs: 15_000 };
const NO_CAPACITY = ['InsufficientInstanceCapacity', 'InsufficientHostCapacity'];

/**
 * The one builder of this image: whoever bakes the same digest at the same time asks with the same token, and EC2 gives
 * it to one of them. The others wait until there is an image, or nobody who works on it any more.
 */
export async function startBuilder(wish: BuilderWish): Promise<Ec2Instance | Ec2Image> {
  for (let generation = 0; ; generation += 1) {
    const started = await launch(wish, generation);
    if (started !== 'taken') return started;
    const image = await othersImage(wish);
    if (image) return image;
  }
}

/** Terminates what a run started, and waits until EC2 says that it is gone. */
export async function removeBuilders(
  { ec2, time }: Pick<BuilderWish, 'ec2' | 'time'>,
  run: string,
  launched: 'for sure' | 'perhaps',
): Promise<void> {
  const signal = new AbortController().signal;
  const find = async () => await ec2.instancesTagged({ [RUN_TAG]: run });
  // The reply to a launch may have been lost, and the instance not be told of yet.
  const seen = launched === 'for sure' ? CONSISTENT : { ...CONSISTENT, deadlineMs: 15_000 };
  await patiently(time, signal, seen, async () => ((await find()).length > 0 ? true : undefined));
  await patiently(time, signal, TERMINATED, async () => {
    const alive = (await find()).filter(({ state }) => state !== 'terminated');
    for (const { id, state } of alive) if (state !== 'shutting-down') await ec2.terminate(id);
    return alive.length === 0 ? true : undefined;
  });
}

/** Terminates builders, of any image, whose run has not been heard of for the length of a lease. Gives their ids. */
export async function sweepBuilders({ ec2, time }: Pick<BuilderWish, 'ec2' | 'time'>): Promise<string[]> {
  const builders = await ec2.instancesTagged({ [BUILDER_TAG]: '*' });
  const abandoned = builders.filter(({ state, tags }) => ALIVE.includes(state) && isExpired(tags, time.now()));
  for (const { id } of abandoned) await ec2.terminate(id);
  return abandoned.map(({ id }) => id);
}

/** Terminates the builders of an image that is there: whoever started them needs them no more. */
export async function removeBuildersOf(ec2: Ec2, digest: string): Promise<void> {
  const builders = await ec2.instancesTagged({ [BUILDER_TAG]: digest });
  for (const { id } of builders.filter(({ state }) => ALIVE.includes(state))) await ec2.terminate(id);
}

async function launch(wish: BuilderWish, generation: number): Promise<Ec2Instance | 'taken'> {
  const { ec2, time, signal, digest, run, place, base, progress } = wish;
  const order = {
    ...place,
    clientToken: createHash('sha256').update(`${digest} ${base.id} ${generation}`).digest('hex'),
    imageId: base.id,
    rootDevice: base.rootDevice,
    rootSize: ROOT_SIZE,
    userData: wish.userData,
    tags: builderTags(digest, run, time.now()),
  };
  let refusal: unknown;
  const started = await patiently(time, signal, CAPACITY, async () => {
    try {
      const instance = await ec2.launch(order);
      return ALIVE.includes(instance.state) ? instance : ('taken' as const);
    } catch (error) {
      const code = awsCodeOf(error);
      if (code === 'IdempotentParameterMismatch') return 'taken' as const;
      if (!NO_CAPACITY.includes(code ?? '')) throw error;
      refusal = error;
      progress('no capacity for a builder: waiting');
      return undefined;
    }
  });
  if (started === undefined) throw refusal;
  return started;
}

/** Waits for the run whose builder it is: its image, or undefined once no builder of this image is left. */
async function othersImage(wish: BuilderWish): Promise<Ec2Image | undefined> {
  const { ec2, time, signal, digest, elsewhere, progress } = wish;
  const builders = async () => await ec2.instancesTagged({ [BUILDER_TAG]: digest });
  await patiently(time, signal, CONSISTENT, async () => ((await builders()).length > 0 ? true : undefined));
  progress('another run bakes this image: waiting for it');
  const ended = await patiently(time, signal, OTHER_RUN, async () => {
    const image = await elsewhere();
    if (image) return image;
    await sweepBuilders({ ec2, time });
    return (await builders()).some(({ state }) => state !== 'terminated') ? undefined : ('gone' as const);
  });
  if (ended === undefined) throw stillBaking(digest);
  return ended === 'gone' ? await elsewhere() : ended;
}

function stillBaking(digest: string): QuorateError {
  return new QuorateError(
    'QRT-BAKE-BUSY',
    `another run has been baking ${digest.slice(0, 19)} for two hours, and still says that it lives`,
    'Look after it, or end it: its builder is an instance tagged quorate:builder.',
  );
}

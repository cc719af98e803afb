import { basename, join } from 'node:path';
import type { Ec2Image, Ec2Instance } from '../../aws/index.js';
import { newSshKeyPair, type SshKeyPair, type SshSession } from '../../channel/index.js';
import { MACHINE_PROGRAM, QuorateError } from '../../schema/index.js';
import { customize } from '../machine/customize.js';
import { type NodeProgram, nodeProgram } from '../machine/node-runtime.js';
import { manifestOf, programsOf } from '../machine/programs.js';
import { provision, sha256 } from '../machine/provision.js';
import { putOn } from '../machine/remote.js';
import { billOfMaterials } from '../machine/sbom.js';
import type { Step } from '../machine/steps.js';
import { waitForSession } from '../machine/wait-for-session.js';
import type { AcquiredEngine } from '../process/bake.js';
import { cleanAndLookAfter, installPackages, settleOnAmazon } from './amazon-machine.js';
import type { Ec2Bake } from './bake.js';
import { removeBuilders, startBuilder } from './builder.js';
import { builderData } from './builder-data.js';
import { hostKeyOnConsole } from './console-key.js';
import { debianAmi } from './debian-ami.js';
import { available, finishedImage } from './images.js';
import { keepLease } from './lease.js';
import { register } from './register.js';
import { type Patience, patiently, type Time } from './time.js';

const BOOTED: Patience = { deadlineMs: 10 * 60_000, firstMs: 1_000, longestMs: 10_000 };
const STOPPED: Patience = { deadlineMs: 10 * 60_000, firstMs: 1_000, longestMs: 10_000 };

/** One bake with a builder of its own: what its steps hand on to each other. */
export class BuilderBake {
  readonly #run: string;
  #engine: AcquiredEngine | undefined;
  #node: NodeProgram | undefined;
  #builder: Ec2Instance | undefined;
  #session: SshSession | undefined;
  #image: Ec2Image | undefined;
  #asked: 'no' | 'perhaps' | 'for sure' = 'no';
  #endLease: () => void = () => undefined;

  constructor(
    private readonly bake: Ec2Bake & { readonly time: Time },
    private readonly digest: string,
    private readonly draft: string,
  ) {
    this.#run = basename(draft);
  }

  /** Once all steps are done. */
  image(): Ec2Image {
    return has(this.#image);
  }

  steps(): Step[] {
    return [
      { name: 'get Node and engine', run: (signal) => this.#collect(signal) },
      { name: 'start a builder', run: (signal) => this.#start(signal), undo: () => this.#remove() },
      this.#unlessThere(
        'set it up',
        (signal) => this.#setUp(signal),
        async () => this.#session?.close(),
      ),
      ...this.bake.provision.map((step) =>
        this.#unlessThere(step.name, (signal) => customize(has(this.#session), step, signal)),
      ),
      this.#unlessThere('clean it', (signal) => cleanAndLookAfter(has(this.#session), signal)),
      this.#unlessThere('stop it', (signal) => this.#stop(signal)),
      this.#unlessThere('make an image of it', (signal) => this.#register(signal)),
    ];
  }

  /** Another run may have made the image while this one waited for its turn: then there is nothing to do. */
  #unlessThere(name: string, run: Step['run'], undo?: () => Promise<void>): Step {
    return {
      name,
      run: async (signal) => {
        if (this.#image === undefined) await run(signal);
      },
      ...(undo && { undo }),
    };
  }

  async #collect(signal: AbortSignal): Promise<void> {
    const { cache, acquire } = this.bake;
    [this.#node, this.#engine] = await Promise.all([nodeProgram(join(cache, 'node'), signal), acquire()]);
  }

  /** The operator's key lives as long as the builder: it is made here, and written nowhere. */
  async #start(signal: AbortSignal): Promise<void> {
    const { ec2, time, place, progress } = this.bake;
    const base = await debianAmi(ec2, this.bake.base);
    const operator = await newSshKeyPair('');
    this.#asked = 'perhaps';
    const started = await startBuilder({
      ec2,
      time,
      signal,
      digest: this.digest,
      run: this.#run,
      place,
      base,
      userData: builderData(operator.publicKey),
      elsewhere: () => finishedImage({ ec2, time, signal, progress }, this.digest),
      progress,
    });
    if ('rootDevice' in started) {
      this.#asked = 'no';
      this.#image = started;
      return;
    }
    this.#asked = 'for sure';
    this.#builder = started;
    this.#endLease = keepLease(ec2, started.id, time);
    this.#session = await this.#connect(started.id, operator, signal);
  }

  async #connect(id: string, operator: SshKeyPair, signal: AbortSignal): Promise<SshSession> {
    const { ec2, time, place, progress } = this.bake;
    const running = await patiently(time, signal, BOOTED, async () => {
      const seen = await ec2.instance(id);
      if (seen?.state === 'terminated' || seen?.state === 'shutting-down') throw ended(id, seen.state);
      return seen?.state === 'running' ? seen : undefined;
    });
    const host = place.publicAddress ? running?.publicAddress : running?.privateAddress;
    if (!host) throw ended(id, running ? 'without the address that it should have' : 'not running after ten minutes');
    progress('wait for its host key');
    const hostKey = await patiently(time, signal, BOOTED, async () => hostKeyOnConsole(await ec2.consoleOutput(id)));
    if (hostKey === undefined) throw ended(id, 'without a host key on its console after ten minutes');
    return await waitForSession({ host, user: 'root', privateKey: operator.privateKey, hostKey }, signal);
  }

  async #setUp(signal: AbortSignal): Promise<void> {
    const { assets, inputs } = this.bake;
    const [session, engine, node] = [has(this.#session), has(this.#engine), has(this.#node)];
    const manifest = manifestOf(this.digest, inputs, engine);
    const packages = await installPackages(session, signal);
    const programs = await programsOf(manifest, { folder: this.draft, assets, inputs, node, engine });
    await provision(session, { assets, engineFile: manifest.engine.file, programs }, signal);
    await settleOnAmazon(session, signal);
    const bill = `${JSON.stringify(billOfMaterials(manifest, { packages, node }), null, 2)}\n`;
    const file = { path: join(MACHINE_PROGRAM, 'sbom.cdx.json'), mode: 0o644, sha256: sha256(bill), content: bill };
    await putOn(session, file, signal);
  }

  async #stop(signal: AbortSignal): Promise<void> {
    const { ec2, time } = this.bake;
    const { id } = has(this.#builder);
    has(this.#session).close();
    await ec2.stop(id);
    const stopped = await patiently(time, signal, STOPPED, async () => {
      const state = (await ec2.instance(id))?.state;
      if (state === 'terminated' || state === 'shutting-down') throw ended(id, state);
      return state === 'stopped' ? true : undefined;
    });
    if (!stopped) throw ended(id, 'not stopped after ten minutes');
  }

  async #register(signal: AbortSignal): Promise<void> {
    const { ec2, time, progress } = this.bake;
    const context = { ec2, time, signal, progress };
    const id = await register(context, has(this.#builder).id, this.digest);
    this.#image = await available(context, id, this.digest);
  }

  async #remove(): Promise<void> {
    this.#endLease();
    const { ec2, time } = this.bake;
    if (this.#asked !== 'no') await removeBuilders({ ec2, time }, this.#run, this.#asked);
  }
}

function ended(id: string, how: string): QuorateError {
  return new QuorateError(
    'QRT-BAKE-BUILDER',
    `the builder ${id} is of no use: expected it to run and to be reached, it is ${how}`,
    'Look at its console output if it is still told of, and at the subnet and group that builders get; then run the command again.',
  );
}

/** Steps run in order: what an earlier one made is there. */
function has<T>(made: T | undefined): T {
  if (made === undefined) throw new Error('a step of the bake needs what an earlier one makes');
  return made;
}

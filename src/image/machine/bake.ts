import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSshKeyPair, type SshSession } from '../../channel/index.js';
import {
  type ImageInputs,
  type ImageManifest,
  imageDigestOf,
  type OwnBase,
  type ProvisioningStep,
  QuorateError,
} from '../../schema/index.js';
import type { AcquiredEngine } from '../process/bake.js';
import { imageFolder } from '../process/bake.js';
import { draftOf, removeAbandonedDrafts } from '../process/drafts.js';
import { inspectImage } from '../process/verify.js';
import { sha256Of } from '../sha256.js';
import { type Base, debianBase, unpackedBase } from './base.js';
import type { Builder, Builders } from './builder.js';
import { customize } from './customize.js';
import { clean, findings } from './hygiene.js';
import { type NodeProgram, nodeProgram } from './node-runtime.js';
import { manifestOf, programsOf } from './programs.js';
import { provision, sha256 } from './provision.js';
import { billOfMaterials } from './sbom.js';
import { seal } from './seal.js';
import { runSteps, type Step } from './steps.js';
import { waitForSession } from './wait-for-session.js';

/** Root file system, manifest and bill of materials of an image, as files of its folder. */
export const ROOT_FILE = 'root.squashfs';
const SBOM_FILE = 'sbom.cdx.json';
const BUILDER = 'builder';

export interface MachineBake {
  /** Folder that holds the images, one below each digest. */
  readonly images: string;
  /** Folder of what outlives bakes: bases and the Node runtime. */
  readonly cache: string;
  /** Folder with the agent bundle and the templates. */
  readonly assets: string;
  readonly inputs: ImageInputs;
  /** @default Debian 12, made from its packages */
  readonly base?: OwnBase | null;
  /** Steps of the user's, those that the inputs name. @default none */
  readonly provision?: readonly ProvisioningStep[];
  /** Called only when the image has to be baked. */
  readonly acquire: () => Promise<AcquiredEngine>;
  readonly builders: Builders;
  readonly signal: AbortSignal;
  readonly progress?: (line: string) => void;
}

/**
 * Makes the image of a machine: a builder is booted from the base, set up over SSH, cleaned, and its root file system
 * sealed. An intact image of the same inputs is left as it is. Whatever happens, the builder is gone afterwards.
 */
export async function bakeMachineImage(bake: MachineBake): Promise<{ digest: string; path: string; baked: boolean }> {
  const { images, builders, inputs, signal, progress } = bake;
  const digest = imageDigestOf(inputs);
  const path = imageFolder(images, digest);
  if ((await inspectImage(path)).condition === 'intact') return { digest, path, baked: false };
  await removeAbandonedDrafts(images, (draft) => builders.remove(join(draft, BUILDER)));
  const draft = draftOf(path);
  await runSteps(new Bake(bake, digest, draft, path).steps(), signal, progress);
  return { digest, path, baked: true };
}

/** One bake: what its steps hand on to each other. */
class Bake {
  private base: Base | undefined;
  private node: NodeProgram | undefined;
  private engine: AcquiredEngine | undefined;
  private builder: Builder | undefined;
  private session: SshSession | undefined;
  private installed: Record<string, string> = {};

  constructor(
    private readonly bake: MachineBake,
    private readonly digest: string,
    private readonly draft: string,
    private readonly path: string,
  ) {}

  steps(): Step[] {
    const home = join(this.draft, BUILDER);
    const { builders } = this.bake;
    return [
      { name: 'get base, Node and engine', run: (signal) => this.collect(signal) },
      {
        name: 'make room',
        run: async () => void (await mkdir(home, { recursive: true })),
        undo: () => rm(this.draft, { recursive: true, force: true }),
      },
      { name: 'boot a builder', run: (signal) => this.boot(home, signal), undo: () => builders.remove(home) },
      {
        name: 'set it up',
        run: (signal) => this.setUp(signal),
        undo: async () => this.session?.close(),
      },
      ...(this.bake.provision ?? []).map((step) => ({
        name: step.name,
        run: (signal: AbortSignal) => customize(has(this.session), step, signal),
      })),
      { name: 'shut it down', run: (signal) => this.shutDown(signal) },
      { name: 'clean it', run: () => this.clean() },
      { name: 'seal it', run: (signal) => seal(has(this.builder).root, join(this.draft, ROOT_FILE), signal) },
      { name: 'write what is in it', run: () => this.describe() },
      { name: 'put it in its place', run: () => this.publish(home) },
    ];
  }

  private async collect(signal: AbortSignal): Promise<void> {
    const { cache, acquire, base } = this.bake;
    const bases = join(cache, 'bases');
    [this.base, this.node, this.engine] = await Promise.all([
      base ? unpackedBase(bases, base, signal) : debianBase(bases, signal),
      nodeProgram(join(cache, 'node'), signal),
      acquire(),
    ]);
  }

  /** The builder's keys live as long as it: both are made here, and neither is written anywhere else. */
  private async boot(home: string, signal: AbortSignal): Promise<void> {
    const [host, operator] = await Promise.all([newSshKeyPair(''), newSshKeyPair('')]);
    const order = { lower: has(this.base).root, home, hostKey: host.privateKey, authorizedKey: operator.publicKey };
    this.builder = await this.bake.builders.boot(order, signal);
    const target = {
      host: this.builder.host,
      user: this.builder.user,
      privateKey: operator.privateKey,
      hostKey: host.publicKey,
    };
    this.session = await waitForSession(target, signal);
  }

  private async setUp(signal: AbortSignal): Promise<void> {
    const { assets, inputs } = this.bake;
    const sources = { folder: this.draft, assets, inputs, node: has(this.node), engine: has(this.engine) };
    const programs = await programsOf(this.manifest(), sources);
    const order = { assets, engineFile: this.manifest().engine.file, programs };
    this.installed = await provision(has(this.session), order, signal);
  }

  private async shutDown(signal: AbortSignal): Promise<void> {
    has(this.session).close();
    await has(this.builder).powerOff(signal);
  }

  private async clean(): Promise<void> {
    const { root } = has(this.builder);
    await clean(root);
    const found = await findings(root);
    if (found.length === 0) return;
    throw new QuorateError(
      'QRT-IMAGE-UNCLEAN',
      `the image would hold what no image may hold: ${found.join(', ')}`,
      'A provisioning step of yours wrote it: have it take away what it needs only for itself.',
    );
  }

  private async describe(): Promise<void> {
    const { base, node } = { base: has(this.base), node: has(this.node) };
    const root = join(this.draft, ROOT_FILE);
    const content = await sha256Of(root);
    const machine = {
      content: `sha256:${content}`,
      base: base.sha256,
      node: { version: node.version, sha256: node.sha256 },
      packages: { ...base.packages },
      size: (await stat(root)).size,
      installed: this.installed,
    };
    const manifest: ImageManifest = { ...this.manifest(), machine };
    const bill = `${JSON.stringify(billOfMaterials(manifest, machine), null, 2)}\n`;
    const files = { [ROOT_FILE]: content, [SBOM_FILE]: sha256(bill) };
    await writeFile(join(this.draft, SBOM_FILE), bill);
    await writeFile(join(this.draft, 'manifest.json'), `${JSON.stringify({ ...manifest, files }, null, 2)}\n`);
    await chmod(root, 0o444);
  }

  private async publish(home: string): Promise<void> {
    await this.bake.builders.remove(home);
    await rm(home, { recursive: true, force: true });
    await rm(join(this.draft, 'inner.json'));
    if ((await inspectImage(this.path)).condition === 'damaged') await rm(this.path, { recursive: true, force: true });
    await rename(this.draft, this.path).catch(async (error: unknown) => {
      // Two bakes of the same image: the first to finish wins.
      if ((await inspectImage(this.path)).condition !== 'intact') throw error;
    });
  }

  private manifest(): ImageManifest {
    return manifestOf(this.digest, this.bake.inputs, has(this.engine));
  }
}

/** Steps run in order: what an earlier one made is there. */
function has<T>(made: T | undefined): T {
  if (made === undefined) throw new Error('a step of the bake needs what an earlier one makes');
  return made;
}

import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import { DEBIAN_AMI } from '../../../src/image/index.js';
import { boot, cutPower, isRunning, powerOff } from '../../../src/machines/nspawn/container.js';
import { unplug } from '../../../src/machines/nspawn/fabric.js';
import { mountRoot, unmountRoot } from '../../../src/machines/nspawn/root.js';
import { firstProcessOf } from '../../machines/nspawn/support/inside.js';
import { diskOfBuilder, keepDisk, letIn, originOf } from './builder-disks.js';
import type { CloudNetwork } from './network.js';

const AUTHORITIES = 'etc/ssl/certs/ca-certificates.crt';

const LOOK_MS = 200;
const POWER_OFF_MS = 20_000;

export interface InstancesProps {
  readonly folder: string;
  readonly network: CloudNetwork;
  /** Of the emulator. */
  readonly client: EC2Client;
  /** File systems by the digest of the image that an AMI is tagged with; others are of what was baked here. */
  readonly roots: ReadonlyMap<string, string>;
  /** File system of Debian's own image. */
  readonly debian: string;
  /** Names that machines resolve to where Amazon's services are. */
  readonly services: readonly string[];
  /** Certificate of who signs for those services (PEM). */
  readonly authority: string;
}

/** Real machines behind the instances that the emulator tells of: booted when they appear, gone when they are terminated. */
export class Instances {
  readonly #client: EC2Client;
  readonly #booted = new Set<string>();
  readonly #off = new Set<string>();
  readonly #builders = new Set<string>();
  readonly #failures: unknown[] = [];
  #end = false;
  #loop: Promise<void> | undefined;

  constructor(private readonly props: InstancesProps) {
    this.#client = props.client;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** What could not be booted. */
  get failures(): readonly unknown[] {
    return this.#failures;
  }

  async stop(): Promise<void> {
    this.#end = true;
    await this.#loop;
    for (const id of await readdir(this.#machines).catch(() => [])) await this.#remove(id);
  }

  async #run(): Promise<void> {
    while (!this.#end) {
      await this.#look().catch((error: unknown) => this.#failures.push(error));
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async #look(): Promise<void> {
    const { Reservations = [] } = await this.#client.send(new DescribeInstancesCommand({}));
    const all = Reservations.flatMap(({ Instances: some = [] }) => some);
    await Promise.all(all.map((instance) => this.#follow(instance)));
    const shown = [...this.#booted].filter((id) => !this.#builders.has(id));
    await Promise.all(shown.map((id) => this.#keepConsole(id)));
  }

  async #follow(instance: Instance): Promise<void> {
    const id = instance.InstanceId ?? '';
    const state = instance.State?.Name;
    if (state === 'running' && !this.#booted.has(id)) {
      this.#booted.add(id);
      await this.#boot(id, instance);
    } else if (state === 'terminated' && (this.#booted.delete(id) || this.#off.delete(id))) {
      await this.#remove(id);
    } else if (state === 'stopped' && this.#booted.delete(id)) {
      this.#off.add(id);
      if (this.#builders.has(id)) await this.#stopBuilder(id);
      else await cutPower(id);
    }
  }

  async #boot(id: string, instance: Instance): Promise<void> {
    const { network, folder } = this.props;
    const home = join(this.#machines, id);
    const address = instance.PrivateIpAddress ?? '';
    await mkdir(home, { recursive: true, mode: 0o700 });
    if (!(await readdir(home)).includes('root')) {
      await network.plug(id, address);
      const { lower, isDebian } = await this.#diskOf(instance);
      const root = await mountRoot({ lower, home });
      const userData = await this.#userData(id);
      if (isDebian) {
        this.#builders.add(id);
        await letIn(root, join(folder, 'consoles', `${id}.log`), userData);
      } else {
        await this.#settle(root);
        const about = { id, zone: instance.Placement?.AvailabilityZone, profile: 'node', userData };
        await mkdir(join(folder, 'metadata'), { recursive: true });
        await writeFile(join(folder, 'metadata', `${address}.json`), JSON.stringify(about));
      }
    }
    if (!(await isRunning(id))) await boot({ name: id, home, root: join(home, 'root') });
  }

  async #stopBuilder(id: string): Promise<void> {
    await powerOff(id, POWER_OFF_MS);
    await keepDisk(join(this.#machines, id, 'root'), this.props.folder, id);
  }

  /**
   * What differs from Amazon: names lead to the emulator's services, whose authority is none of the public ones that
   * engine and agent know, and the address is given from outside and not asked for.
   */
  async #settle(root: string): Promise<void> {
    const hosts = `127.0.0.1 localhost\n${this.props.network.endpoint} ${this.props.services.join(' ')}\n`;
    await writeFile(join(root, 'etc/hosts'), hosts);
    for (const kind of ['service', 'socket'])
      await symlink('/dev/null', join(root, `etc/systemd/system/systemd-networkd.${kind}`));
    await appendFile(join(root, AUTHORITIES), this.props.authority);
    const folder = join(root, 'etc/systemd/system/quorate-agent.service.d');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'emulator.conf'), `[Service]\nEnvironment=NODE_EXTRA_CA_CERTS=/${AUTHORITIES}\n`);
  }

  /** The console of a container is a file that only it sees; whoever asks for it stands where it cannot be reached. */
  async #keepConsole(id: string): Promise<void> {
    const pid = await firstProcessOf(id).catch(() => null);
    if (pid === null) return;
    const console = await readFile(`/proc/${pid}/root/dev/console`).catch(() => null);
    if (console === null) return;
    await mkdir(join(this.props.folder, 'consoles'), { recursive: true });
    await writeFile(join(this.props.folder, 'consoles', `${id}.log`), console);
  }

  async #userData(id: string): Promise<string> {
    const asked = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
    const { UserData } = await this.#client.send(asked);
    return Buffer.from(UserData?.Value ?? '', 'base64').toString('utf8');
  }

  async #diskOf({ ImageId = '' }: Instance): Promise<{ lower: string; isDebian: boolean }> {
    const { folder, roots, debian } = this.props;
    const { Images } = await this.#client.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    const [image] = Images ?? [];
    if (image?.Name === DEBIAN_AMI.name) return { lower: debian, isDebian: true };
    const digest = image?.Tags?.find(({ Key }) => Key === 'quorate:image')?.Value ?? '';
    const root = roots.get(digest);
    if (root !== undefined) return { lower: root, isDebian: false };
    const builder = await readFile(originOf(folder, ImageId), 'utf8').catch(() => null);
    if (builder === null) throw new Error(`nothing is known of the image ${ImageId} (${digest})`);
    return { lower: diskOfBuilder(folder, builder), isDebian: false };
  }

  async #remove(id: string): Promise<void> {
    const home = join(this.#machines, id);
    await cutPower(id);
    await unmountRoot(home);
    await unplug(id);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }

  get #machines(): string {
    return join(this.props.folder, 'machines');
  }
}

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSshKeyPair, SshSession, type SshTarget } from '../../../../src/channel/index.js';
import { debianBase } from '../../../../src/image/index.js';
import { boot, cutPower } from '../../../../src/machines/nspawn/container.js';
import { type Fabric, makeFabric, plugIn, removeFabric, unplug } from '../../../../src/machines/nspawn/fabric.js';
import { mountRoot, unmountRoot } from '../../../../src/machines/nspawn/root.js';
import { until } from '../../../engine/support/until.js';
import { BASES } from './has-machines.js';

/** A machine that runs, with a way in for root that only this test has. */
export interface RealMachine {
  readonly name: string;
  readonly home: string;
  readonly root: string;
  readonly address: string;
  readonly target: SshTarget;
}

/** Machines of a test on a network of their own. Close it whatever happened: nothing of it is left then. */
export class RealMachines {
  readonly machines: RealMachine[] = [];

  private constructor(
    readonly fabric: Fabric,
    readonly folder: string,
    readonly lower: string,
  ) {}

  static async open(): Promise<RealMachines> {
    const { root } = await debianBase(BASES);
    const folder = await mkdtemp(join(tmpdir(), 'quorate-machines-'));
    return new RealMachines(await makeFabric(folder), folder, root);
  }

  async boot(zone: number): Promise<RealMachine> {
    const name = `t-${Math.random().toString(36).slice(2, 10)}`;
    const home = join(this.folder, name);
    const { address } = await plugIn(this.fabric, zone, name);
    const [host, operator] = await Promise.all([newSshKeyPair('host'), newSshKeyPair('operator')]);
    const target = { host: address, user: 'root', privateKey: operator.privateKey, hostKey: host.publicKey };
    const machine = { name, home, root: join(home, 'root'), address, target };
    this.machines.push(machine);
    const root = await mountRoot({ lower: this.lower, home });
    await writeFile(join(root, 'etc/ssh/ssh_host_ed25519_key'), host.privateKey, { mode: 0o600 });
    await mkdir(join(root, 'root/.ssh'), { recursive: true, mode: 0o700 });
    await writeFile(join(root, 'root/.ssh/authorized_keys'), operator.publicKey);
    await boot(machine);
    await this.answers(machine);
    return machine;
  }

  /** Waits until SSH answers; gives what the command printed. */
  async answers({ target, home }: RealMachine, command = 'true'): Promise<string> {
    return await until(`${target.host} answers`, async () => {
      const session = await SshSession.connect(target).catch(() => null);
      if (session === null) return { not: await readFile(join(home, 'console.log'), 'utf8') };
      const { stdout } = await session.run(command);
      session.close();
      return stdout.trim();
    });
  }

  async close(): Promise<void> {
    for (const { name, home } of this.machines) {
      await cutPower(name);
      await unmountRoot(home);
      await unplug(name);
    }
    await removeFabric(this.fabric);
    await rm(this.folder, { recursive: true, force: true });
  }
}

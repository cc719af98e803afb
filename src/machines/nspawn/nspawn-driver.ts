import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AgentChannel, SshPool } from '../../channel/index.js';
import { identityOf, isAlive, promptly, waitUntil, writeFileAtomically } from '../../process/index.js';
import { AGENT_SOCKET, type IdentityDocument, MACHINE_USERS, machineId, QuorateError } from '../../schema/index.js';
import type { MachineDriver, MachineSpec, MachineState } from '../driver.js';
import { logTail } from '../log-tail.js';
import { type MachineRecord, machineFiles, machineRecord } from '../machine-record.js';
import { newMachineId } from '../new-machine-id.js';
import { agentAnswersOn } from '../process-driver/agent-probe.js';
import { InFlight } from '../process-driver/in-flight.js';
import {
  findMachine,
  machinesFolder,
  machinesOf,
  readMachine,
  subfolders,
  writeMachine,
} from '../process-driver/record-files.js';
import { boot, cutPower, isRunning, powerOff } from './container.js';
import { unplug } from './fabric.js';
import { EnvironmentNetwork } from './network.js';
import { mountRoot, unmountRoot } from './root.js';

/** The operator of an environment's machines. */
export interface Operator {
  /** Secret. */
  readonly privateKey: string;
  readonly publicKey: string;
}

const START_MS = 60_000;
const POWER_OFF_MS = 25_000;
const ANSWER_MS = 2_000;
const ROOT_FILE = 'root.squashfs';
const HOST_KEY = 'root/etc/ssh/ssh_host_ed25519_key.pub';
const inFlight = new InFlight();

/**
 * Real machines on this host by systemd-nspawn: own systemd, own sshd, own network, booted from a baked image with
 * their changes kept above it. They survive the process that made them; only root can run them.
 */
export class NspawnDriver implements MachineDriver {
  readonly #root: string;
  readonly #operator: (environment: string) => Promise<Operator>;
  readonly #pool = new SshPool();

  /**
   * @param root the environment store's root, `.quorate` of a project.
   * @param operator who is let into the machines of an environment
   */
  constructor(root: string, operator: (environment: string) => Promise<Operator>) {
    this.#root = resolve(root);
    this.#operator = operator;
  }

  /** @throws QuorateError `QRT-IMAGE-MISSING`, or `QRT-MACHINE-START` with the end of its console; nothing is left then. */
  async create(spec: MachineSpec, signal?: AbortSignal): Promise<MachineRecord> {
    return promptly(signal, async () => {
      const adopted = await this.#adopt(spec, signal);
      return adopted ?? (await this.#make(spec, signal));
    });
  }

  async claim(id: string): Promise<void> {
    const record = await this.get(id);
    if (record && !record.claimed) await write({ ...record, claimed: true });
  }

  async disown(id: string): Promise<void> {
    const record = await this.get(id);
    if (record?.claimed) await write({ ...record, claimed: false });
  }

  async state(id: string, signal?: AbortSignal): Promise<MachineState> {
    const record = await this.get(id);
    if (record === null) return 'gone';
    if (!(await isRunning(id))) return 'stopped';
    return (await agentAnswersOn(this.channel(record), id, ANSWER_MS, signal)) ? 'running' : 'unknown';
  }

  async get(id: string): Promise<MachineRecord | null> {
    const record = (await findMachine(this.#root, id))?.record;
    return record?.driver === 'nspawn' ? record : null;
  }

  async list(environment: string): Promise<readonly MachineRecord[]> {
    const found = await machinesOf(this.#root, environment);
    return found.map(({ record }) => record).filter(({ driver }) => driver === 'nspawn');
  }

  channel(record: MachineRecord): AgentChannel {
    return {
      request: async (request) => {
        const [{ privateKey }, hostKey] = await Promise.all([this.#operator(record.environment), hostKeyOf(record)]);
        const target = { host: record.address, user: MACHINE_USERS.operator, privateKey, hostKey };
        return await this.#pool.channel(target, record.socket).request(request);
      },
    };
  }

  async start(id: string, imagePath: string, signal?: AbortSignal): Promise<void> {
    const record = await this.get(id);
    if (record === null || (await isRunning(id))) return;
    await promptly(signal, () => this.#bringUp(record, imagePath, signal));
  }

  async stop(id: string, signal?: AbortSignal): Promise<void> {
    await promptly(signal, async () => {
      await this.#settle(id, signal);
      await powerOff(id, POWER_OFF_MS, signal);
    });
  }

  async cutPower(id: string): Promise<void> {
    if (await this.get(id)) await cutPower(id);
  }

  async cutOff(environment: string, zone: string): Promise<void> {
    await this.#network(environment).cutOff(zone);
  }

  async reconnect(environment: string, zone: string): Promise<void> {
    await this.#network(environment).reconnect(zone);
  }

  async destroy(id: string, signal?: AbortSignal): Promise<void> {
    const record = await this.get(id);
    if (record === null) return;
    await promptly(signal, async () => {
      await this.#settle(id, signal);
      await powerOff(id, POWER_OFF_MS, signal);
      await this.#wipe(record.environment, id, record.address);
    });
  }

  async sweep(environment: string, signal?: AbortSignal): Promise<void> {
    const folder = machinesFolder(this.#root, environment);
    const sweepOne = async (id: string): Promise<void> => {
      const found = await readMachine(join(folder, id)).catch(() => null);
      if (found?.record.driver === 'process') return;
      await this.#settle(id, signal);
      await this.#wipe(environment, id, found?.record.address);
    };
    await promptly(signal, async () => {
      await Promise.all((await subfolders(folder)).filter((id) => machineId.safeParse(id).success).map(sweepOne));
      await this.#network(environment).remove();
    });
  }

  #network(environment: string): EnvironmentNetwork {
    return new EnvironmentNetwork(join(this.#root, environment));
  }

  async #make(spec: MachineSpec, signal?: AbortSignal): Promise<MachineRecord> {
    await rootFileOf(spec.imagePath);
    const id = newMachineId(spec);
    const { environment, role, slot, zone, image } = spec;
    const home = join(machinesFolder(this.#root, environment), id);
    return await inFlight.during(id, signal, async () => {
      try {
        await mkdir(home, { recursive: true, mode: 0o700 });
        const network = this.#network(environment);
        const address = await network.plug(id, zone);
        const created = { created_at: new Date().toISOString(), created_by: identityOf(), claimed: false };
        const place = { address, socket: AGENT_SOCKET, home };
        const record = machineRecord.parse({
          id,
          driver: 'nspawn',
          environment,
          role,
          slot,
          zone,
          image,
          ...place,
          ...created,
          limits: spec.limits,
        });
        await write(record);
        const access = { ...(await network.access()), operator_key: (await this.#operator(environment)).publicKey };
        const identity: IdentityDocument = { environment, machine_id: id, role, slot, zone, address, image, access };
        await writeFileAtomically(machineFiles(home).identity, JSON.stringify(identity));
        await network.introduce(identity, join(spec.assets, 'metadata.mjs'));
        signal?.throwIfAborted();
        return await this.#bringUp(record, spec.imagePath, signal);
      } catch (error) {
        if (!signal?.aborted) await this.#wipe(environment, id);
        throw error;
      }
    });
  }

  /** Finishes what a killed create began: a machine of the same kind that Terraform never heard of. */
  async #adopt(spec: MachineSpec, signal?: AbortSignal): Promise<MachineRecord | null> {
    const same = ['role', 'slot', 'zone', ...(spec.role === 'seal' ? [] : (['image'] as const))] as const;
    for (const record of await this.list(spec.environment)) {
      if (record.claimed || same.some((key) => record[key] !== spec[key]) || inFlight.has(record.id)) continue;
      if (record.created_by.pid !== process.pid && isAlive(record.created_by)) continue;
      const mine = { ...record, created_by: identityOf() ?? record.created_by };
      await write(mine);
      const adopted = await inFlight.during(record.id, signal, () =>
        this.#bringUp(mine, spec.imagePath, signal).catch(() => null),
      );
      if (adopted) return adopted;
    }
    return null;
  }

  /** Has the machine run and its agent answer, whatever of it is there already. */
  async #bringUp(record: MachineRecord, imagePath: string, signal?: AbortSignal): Promise<MachineRecord> {
    const { id, environment, zone, address, home, limits } = record;
    if (!(await isRunning(id))) {
      await this.#network(environment).plug(id, zone, address);
      const root = await mountRoot({ lower: await rootFileOf(imagePath), home });
      await boot({ name: id, home, root, limits });
    }
    const answers = async () =>
      (await agentAnswersOn(this.channel(record), id, ANSWER_MS, signal).catch(() => false)) ? true : undefined;
    if (await waitUntil(answers, { deadlineMs: START_MS, intervalMs: 25, signal })) {
      const known = { ...record, host_key: await hostKeyOf(record) };
      await write(known);
      return known;
    }
    throw new QuorateError(
      'QRT-MACHINE-START',
      `machine ${id} on ${address} was booted, and its agent did not answer within ${START_MS / 1_000} s. End of its console:\n${await logTail(join(home, 'console.log'))}`,
      'Cure what the console says, then deploy again. What the machine had made was removed.',
    );
  }

  /** An aborted create of this process has answered, and works on for some milliseconds. */
  async #settle(id: string, signal?: AbortSignal): Promise<void> {
    await waitUntil(() => (inFlight.has(id) ? undefined : true), { deadlineMs: START_MS, signal });
  }

  /** Removes everything of a machine, and the environment's network with its last one. */
  async #wipe(environment: string, id: string, address?: string): Promise<void> {
    const folder = machinesFolder(this.#root, environment);
    const home = join(folder, id);
    await cutPower(id);
    await unmountRoot(home);
    await unplug(id);
    const network = this.#network(environment);
    if (address) await network.forget(address);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
    if ((await subfolders(folder)).length === 0) await network.remove();
  }
}

async function write(record: MachineRecord): Promise<void> {
  await writeMachine({ record, folder: record.home });
}

/** The key that the machine made at its first boot, read from the root file system that this host owns. */
async function hostKeyOf({ home, host_key: known }: MachineRecord): Promise<string> {
  return known ?? (await readFile(join(home, HOST_KEY), 'utf8')).trim();
}

async function rootFileOf(imagePath: string): Promise<string> {
  const file = join(imagePath, ROOT_FILE);
  if (await stat(file).catch(() => null)) return file;
  throw new QuorateError(
    'QRT-IMAGE-MISSING',
    `there is no image in ${imagePath}: expected ${file}`,
    'Deploy again: the image is baked when its folder is missing. Remove the folder first if it is incomplete.',
  );
}

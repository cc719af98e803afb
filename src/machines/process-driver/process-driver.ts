import { join, resolve } from 'node:path';
import { type AgentChannel, unixChannel } from '../../channel/index.js';
import { promptly, readLivePid } from '../../process/index.js';
import { QuorateError } from '../../schema/index.js';
import type { MachineDriver, MachineSpec, MachineState } from '../driver.js';
import { type MachineRecord, machineFiles } from '../machine-record.js';
import { adoptMachine } from './adopt.js';
import { agentAnswers } from './agent-probe.js';
import { stopHomeless } from './homeless.js';
import { InFlight } from './in-flight.js';
import { removeLeftovers } from './leftovers.js';
import {
  type FoundMachine,
  findMachine,
  machinesFolder,
  machinesOf,
  ownFolders,
  readMachine,
  subfolders,
  writeMachine,
} from './record-files.js';
import { recordNewMachine } from './record-new.js';
import { removeMachine, stopMachine, wipe } from './remove.js';
import { type Reservation, reservationsOf } from './reservation.js';
import { settle } from './settle.js';
import { agentOf, startAgent } from './start.js';
import { DEFAULT_TIMINGS, type DriverTimings } from './timings.js';

// One for the process: its drivers, one a resource perhaps, must not adopt each other's half-made machines.
const inFlight = new InFlight();

/**
 * Machines as processes on loopback addresses of their own: no root, no installation, Linux only. An agent and
 * its engine run detached; everything known of them is in `<root>/<environment>/machines/<id>/`.
 *
 * @example
 * const driver = new ProcessDriver('.quorate');
 * const machine = await driver.create({ environment: 'lab', role: 'member', slot: 'a', zone: 'zone-1', image, imagePath });
 */
export class ProcessDriver implements MachineDriver {
  readonly #root: string;
  readonly #timings: DriverTimings;

  /** @param root the environment store's root, `.quorate` of a project. */
  constructor(root: string, timings: Partial<DriverTimings> = {}) {
    this.#root = resolve(root);
    this.#timings = { ...DEFAULT_TIMINGS, ...timings };
  }

  /**
   * @throws QuorateError `QRT-IMAGE-MISSING`, `QRT-ADDRESS-IN-USE`, or `QRT-MACHINE-START` with the end of the agent's log;
   * nothing of the machine is left then.
   */
  async create(spec: MachineSpec, signal?: AbortSignal): Promise<MachineRecord> {
    return promptly(signal, async () => {
      const agent = await agentOf(spec.imagePath);
      await removeLeftovers(machinesFolder(this.#root, spec.environment));
      const candidates = (await machinesOf(this.#root, spec.environment)).filter(
        ({ record }) => record.driver === 'process',
      );
      const adopted = await adoptMachine(candidates, {
        spec,
        agent,
        inFlight,
        timings: this.#timings,
        signal,
      });
      return adopted ?? this.#make(spec, agent, signal);
    });
  }

  async claim(id: string): Promise<void> {
    const found = await findMachine(this.#root, id);
    if (found === null || found.record.claimed) return;
    await writeMachine({ ...found, record: { ...found.record, claimed: true } });
  }

  async disown(id: string): Promise<void> {
    const found = await findMachine(this.#root, id);
    if (found?.record.claimed) await writeMachine({ ...found, record: { ...found.record, claimed: false } });
  }

  async state(id: string, signal?: AbortSignal): Promise<MachineState> {
    const found = await findMachine(this.#root, id);
    if (found === null) return 'gone';
    if (!(await hasLiveAgent(found))) return 'stopped';
    return (await agentAnswers(found.record, this.#timings.answerMs, signal)) ? 'running' : 'unknown';
  }

  async get(id: string): Promise<MachineRecord | null> {
    return (await findMachine(this.#root, id))?.record ?? null;
  }

  channel(record: MachineRecord): AgentChannel {
    return unixChannel(record.socket);
  }

  async list(environment: string): Promise<readonly MachineRecord[]> {
    return (await machinesOf(this.#root, environment)).map(({ record }) => record);
  }

  async start(id: string, imagePath: string, signal?: AbortSignal): Promise<void> {
    const found = await findMachine(this.#root, id);
    if (found === null || (await hasLiveAgent(found))) return;
    const { record } = found;
    const agent = await agentOf(imagePath);
    await promptly(signal, () => startAgent({ record, agent, timings: this.#timings, signal }));
  }

  async stop(id: string, signal?: AbortSignal): Promise<void> {
    const found = await findMachine(this.#root, id);
    if (found === null) return;
    await promptly(signal, async () => {
      await settle(found.record, inFlight, this.#timings, signal);
      await stopMachine(await ownFolders(found), this.#timings, signal);
    });
  }

  async cutPower(id: string): Promise<void> {
    const found = await findMachine(this.#root, id);
    if (found) await stopMachine(await ownFolders(found), { agentGraceMs: 0, engineGraceMs: 0 });
  }

  async cutOff(environment: string, zone: string): Promise<void> {
    throw new QuorateError(
      'QRT-NO-ZONE',
      `zone ${zone} of ${environment} cannot be cut off: its machines are processes on this computer's own network`,
      'Deploy the environment on real machines, with `machines: "nspawn"` (the lab: npm run up:machines).',
    );
  }

  async reconnect(): Promise<void> {
    // What cannot be cut off is whole.
  }

  async destroy(id: string, signal?: AbortSignal): Promise<void> {
    const found = await findMachine(this.#root, id);
    if (found !== null) await promptly(signal, () => this.#remove(found, signal));
  }

  async sweep(environment: string, signal?: AbortSignal): Promise<void> {
    const machines = machinesFolder(this.#root, environment);
    const sweepOne = async (id: string): Promise<void> => {
      const folder = join(machines, id);
      const found = await readMachine(folder).catch(() => null);
      if (found !== null) return this.#remove(found, signal);
      // No record, or one of another version: the pid files still tell what may be running.
      await stopMachine([folder], this.#timings, signal);
      await wipe(folder);
    };
    const sweepReservation = async ({ machine, release }: Reservation): Promise<void> => {
      await stopHomeless(machine, this.#timings, signal);
      await release();
    };
    await promptly(signal, async () => {
      await Promise.all((await subfolders(machines)).map(sweepOne));
      await Promise.all((await reservationsOf(machines)).map(sweepReservation));
    });
  }

  async #make(spec: MachineSpec, agent: string, signal?: AbortSignal): Promise<MachineRecord> {
    const record = await recordNewMachine(this.#root, spec, await this.#addresses());
    const folder = record.home;
    return inFlight.during(record.id, signal, async () => {
      try {
        signal?.throwIfAborted();
        await startAgent({ record, agent, timings: this.#timings, signal });
        return record;
      } catch (error) {
        if (!signal?.aborted) await removeMachine({ record, folder }, this.#timings);
        throw error;
      }
    });
  }

  async #remove(machine: FoundMachine, signal?: AbortSignal): Promise<void> {
    await settle(machine.record, inFlight, this.#timings, signal);
    await removeMachine(machine, this.#timings, signal);
  }

  async #addresses(): Promise<Set<string>> {
    const environments = await subfolders(this.#root);
    const records = await Promise.all(environments.map((environment) => this.list(environment)));
    return new Set(records.flat().map(({ address }) => address));
  }
}

async function hasLiveAgent(machine: FoundMachine): Promise<boolean> {
  const folders = await ownFolders(machine);
  const agents = await Promise.all(folders.map((folder) => readLivePid(machineFiles(folder).agentPid)));
  return agents.some((agent) => agent !== null);
}

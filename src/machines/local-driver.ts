import type { AgentChannel } from '../channel/index.js';
import type { MachineDriver, MachineSpec, MachineState } from './driver.js';
import type { MachineRecord } from './machine-record.js';
import { NspawnDriver, type Operator } from './nspawn/nspawn-driver.js';
import { ProcessDriver } from './process-driver/process-driver.js';

/** Machines of this host of whichever kind: new ones as their image wants it, others as they were made. */
export class LocalDriver implements MachineDriver {
  readonly #process: ProcessDriver;
  readonly #nspawn: NspawnDriver;

  /** @param root the environment store's root, `.quorate` of a project. */
  constructor(root: string, operator: (environment: string) => Promise<Operator>) {
    this.#process = new ProcessDriver(root);
    this.#nspawn = new NspawnDriver(root, operator);
  }

  create(spec: MachineSpec, signal?: AbortSignal): Promise<MachineRecord> {
    return this.#kind(spec.driver).create(spec, signal);
  }

  async claim(id: string): Promise<void> {
    await (await this.#of(id)).claim(id);
  }

  async disown(id: string): Promise<void> {
    await (await this.#of(id)).disown(id);
  }

  async state(id: string, signal?: AbortSignal): Promise<MachineState> {
    return await (await this.#of(id)).state(id, signal);
  }

  get(id: string): Promise<MachineRecord | null> {
    return this.#process.get(id);
  }

  channel(record: MachineRecord): AgentChannel {
    return this.#kind(record.driver).channel(record);
  }

  list(environment: string): Promise<readonly MachineRecord[]> {
    return this.#process.list(environment);
  }

  async start(id: string, imagePath: string, signal?: AbortSignal): Promise<void> {
    await (await this.#of(id)).start(id, imagePath, signal);
  }

  async stop(id: string, signal?: AbortSignal): Promise<void> {
    await (await this.#of(id)).stop(id, signal);
  }

  async cutPower(id: string): Promise<void> {
    await (await this.#of(id)).cutPower(id);
  }

  async cutOff(environment: string, zone: string): Promise<void> {
    await (await this.#ofAll(environment)).cutOff(environment, zone);
  }

  async reconnect(environment: string, zone: string): Promise<void> {
    await (await this.#ofAll(environment)).reconnect(environment, zone);
  }

  async destroy(id: string, signal?: AbortSignal): Promise<void> {
    await (await this.#of(id)).destroy(id, signal);
  }

  /** Real machines first: what they have mounted must not be removed as files. */
  async sweep(environment: string, signal?: AbortSignal): Promise<void> {
    await this.#nspawn.sweep(environment, signal);
    await this.#process.sweep(environment, signal);
  }

  async #of(id: string): Promise<MachineDriver> {
    return this.#kind((await this.get(id))?.driver ?? 'process');
  }

  async #ofAll(environment: string): Promise<MachineDriver> {
    return this.#kind((await this.list(environment))[0]?.driver ?? 'process');
  }

  #kind(driver: MachineRecord['driver']): MachineDriver {
    return driver === 'nspawn' ? this.#nspawn : this.#process;
  }
}

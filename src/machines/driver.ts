import type { AgentChannel } from '../channel/index.js';
import type { MachineLimits } from '../schema/index.js';
import type { MachineRecord } from './machine-record.js';

/** What a machine is made from. */
export interface MachineSpec {
  readonly environment: string;
  /** `member` is a node of the cluster; `seal` the local platform's transit server. */
  readonly role: MachineRecord['role'];
  readonly slot: string;
  readonly zone: string;
  /** Digest of the image. */
  readonly image: string;
  /** Where that image lies on this host, absolute. */
  readonly imagePath: string;
  /** What the image is for, and so what runs the machine. */
  readonly driver: MachineRecord['driver'];
  /** What of this host a real machine may use; by default what a lab needs. */
  readonly limits?: MachineLimits;
  /** Folder of the programs that this host runs for its machines, absolute. */
  readonly assets: string;
}

/**
 * A machine as its platform sees it. `unknown` is one whose process runs and does not answer: never a reason to
 * replace it (law 9). `gone` is one that nothing is known of any more.
 */
export type MachineState = 'running' | 'stopped' | 'gone' | 'unknown';

/**
 * Makes and unmakes machines of the local platform. Every call may be repeated after a crash. An aborted call ends
 * within 20 ms with the signal's reason; what it began is adopted by the next create, or swept.
 */
export interface MachineDriver {
  /**
   * Makes a machine and waits until its agent answers. Adopts an unclaimed one of the same environment, role, slot,
   * zone and image instead (a seal server whatever its image): it belongs to a create whose reply Terraform never got.
   */
  create(spec: MachineSpec, signal?: AbortSignal): Promise<MachineRecord>;
  /** Notes that Terraform's state holds the machine, so that it is never adopted. Nothing happens when it is gone. */
  claim(id: string): Promise<void>;
  /** Notes that Terraform's state lost the machine: nobody else is going to end it. Nothing happens when it is gone. */
  disown(id: string): Promise<void>;
  state(id: string, signal?: AbortSignal): Promise<MachineState>;
  /** The machine's record, or null when it is gone. */
  get(id: string): Promise<MachineRecord | null>;
  /** The way to the machine's agent. Nothing is connected before it is used. */
  channel(record: MachineRecord): AgentChannel;
  /** Machines of an environment by id; empty when there is no such environment. */
  list(environment: string): Promise<readonly MachineRecord[]>;
  /** Starts a machine that stopped, with the data it had. Nothing happens when it runs. */
  start(id: string, imagePath: string, signal?: AbortSignal): Promise<void>;
  /** Stops the machine gracefully and keeps its data. */
  stop(id: string, signal?: AbortSignal): Promise<void>;
  /** Takes the machine's power away: nothing in it is told, and its data stay. Nothing happens when it is off. */
  cutPower(id: string): Promise<void>;
  /**
   * Cuts the network of a zone off from the other zones and from this host; machines within it reach each other.
   *
   * @throws QuorateError `QRT-NO-ZONE` when the machines have no network of their own, or there is no such zone.
   */
  cutOff(environment: string, zone: string): Promise<void>;
  /** Heals the network of a zone. Nothing happens when it is whole. */
  reconnect(environment: string, zone: string): Promise<void>;
  /** Stops the machine gracefully and wipes everything that was its own. Whether that is safe is the caller's to know. */
  destroy(id: string, signal?: AbortSignal): Promise<void>;
  /** Destroys every machine of the environment, and what killed creates left of others. */
  sweep(environment: string, signal?: AbortSignal): Promise<void>;
}

import type { AgentChannel } from '../channel/index.js';
import type { Faults, MachineState, TargetState } from '../cluster/index.js';
import type { MachineRecord } from '../machines/index.js';
import type { StatusReport } from '../schema/index.js';

/** A machine of an environment, whoever made it. */
export type Machine = Pick<MachineRecord, 'id' | 'role' | 'slot' | 'zone' | 'image' | 'address' | 'claimed'>;

/** One of all that there are. */
export interface ListedMachine extends Machine {
  /** Whether it has a disk of its own, and what it keeps is nowhere else. */
  readonly ownDisk: boolean;
}

/** What an environment's machines stand on, this computer or a cloud, as everything above sees it. */
export interface Site {
  /** Machines that there are, and those of which it is known that they are gone while somebody may still count on them. */
  machines(): Promise<readonly ListedMachine[]>;
  /** Null when the site knows of none of this id. */
  machine(id: string): Promise<Machine | null>;
  /** `gone` and `stopped` are the site's own word for it and nobody's guess (law 9). */
  state(id: string): Promise<MachineState>;
  /** The way to the machine's agent. Nothing is connected before it is used. @throws QuorateError `QRT-NO-MACHINE` */
  channel(id: string): Promise<AgentChannel>;
  /** Waits until the machine can be spoken to and has shown which key it is known by from now on. Can be repeated. */
  meet(id: string, signal: AbortSignal): Promise<void>;
  /** Lifts what keeps the machine from being ended. Whether that is safe is the caller's to know. Can be repeated. */
  release(id: string): Promise<void>;
  /** Notes that Terraform's state lost the machine: nobody else is going to end it. */
  disown(id: string): Promise<void>;
  /** Ends the machine with everything that was its own. Whether that is safe is the caller's to know. */
  sweep(id: string): Promise<void>;
  /** What the balancer says of its targets; null when it does not answer. */
  targets(): Promise<ReadonlyMap<string, TargetState> | null>;
  /** The balancer for people; null when there is none or it does not answer. */
  balancer(): Promise<StatusReport['load_balancer']>;
  readonly faults: Faults;
}

/** What a drill does to machines and their network. */
export interface Faults {
  /** Nothing in the machine is told; its data stay. */
  cutPower(machine: string): Promise<void>;
  /** As by its reset button, the orderly one. */
  reboot(machine: string): Promise<void>;
  /** Starts a machine that is off, with the data it had. */
  start(machine: string): Promise<void>;
  /** No packet leaves the zone or gets into it. */
  cutOff(zone: string): Promise<void>;
  reconnect(zone: string): Promise<void>;
}

/** What a client without retries saw that wrote all the time through the balancer. */
export interface WritesSeen {
  readonly writes: number;
  readonly failed: number;
  /** Acknowledged and gone when looked for. */
  readonly lost: number;
  /** Longest time without an acknowledged write, milliseconds; null without any. */
  readonly gap_ms: number | null;
  /** Why there is no measurement, or why it is not whole. */
  readonly problem: string | null;
}

/** That client. */
export interface Writes {
  start(): void;
  stop(): Promise<WritesSeen>;
}

/** What drills are done and measured with. */
export interface DrillTools {
  readonly faults: Faults;
  /** Null where clients have no one address to write to, or the stack wants no measurement. */
  readonly writes: Writes | null;
}

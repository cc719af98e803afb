/** `backing-off`: it ended by itself and is about to be started again. */
export type EngineProcess = 'running' | 'stopped' | 'backing-off';

/** What keeps the engine of a machine running: the agent itself, or the machine's own systemd. */
export interface EngineSupervisor {
  readonly process: EngineProcess;
  readonly pid: number | null;
  /** Signature of the configuration that the running engine was started with, null while none runs. */
  readonly startedWith: string | null;
  /** Times the engine was started again since this agent started, on purpose or not. */
  readonly restarts: number;
  /** What the engine last said of an error, or null. */
  readonly lastError: string | null;
  /** Starts the engine unless it runs. */
  start(): Promise<void>;
  /** Stops the engine: SIGTERM hands leadership over, SIGKILL follows after 15 s. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** Restarts an engine that nobody was let in to yet. A leader that is asked to end sleeps 500 ms first; this one need not. */
  restartAtOnce(): Promise<void>;
  /** Makes the engine read its certificates again (SIGHUP). Nothing happens while none runs. */
  reload(): Promise<void>;
  /** Stops the engine and removes its data. */
  wipe(): Promise<void>;
  /** What has to happen to the engine before the agent ends. */
  agentEnds(): Promise<void>;
}

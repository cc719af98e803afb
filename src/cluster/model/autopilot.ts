/** The engine's autopilot settings, times in whole seconds: the engine takes anything below one second for zero. */
export interface AutopilotSettings {
  /** Off during every operation: it counts joining non-voters and removed a dead voter too early (measured). */
  readonly cleanupDeadServers: boolean;
  readonly deadServerLastContactThreshold: number;
  readonly lastContactThreshold: number;
  readonly maxTrailingLogs: number;
  readonly minQuorum: number;
  /** How long a joiner must be healthy before it gets a vote: the brake on Vault Community. */
  readonly serverStabilizationTime: number;
}

/** What a cluster runs with when no operation is under way, unless the stack says otherwise. */
export const PRODUCTION_AUTOPILOT: AutopilotSettings = {
  cleanupDeadServers: false,
  deadServerLastContactThreshold: 86_400,
  lastContactThreshold: 10,
  maxTrailingLogs: 1000,
  minQuorum: 0,
  serverStabilizationTime: 10,
};

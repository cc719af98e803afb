import { autopilotSettings } from '../schema/index.js';
import { secondsOf } from './period.js';

/** How the engine judges its members while no operation is under way; a deploy has its own settings until it ends. */
export interface AutopilotProps {
  /**
   * Silence after which a node counts as unhealthy, from 1s to 1h.
   * @default '10s'
   */
  readonly lastContactThreshold?: string;
  /**
   * Log entries that a healthy node may be behind, from 100 to 1000000.
   * @default 1000
   */
  readonly maxTrailingLogs?: number;
  /**
   * How long a node has to be healthy before it gets a vote, from 1s to 1h.
   * @default '10s'
   */
  readonly serverStabilizationTime?: string;
}

/** @throws Error when a setting is out of its range. */
export function autopilotOf({ lastContactThreshold, maxTrailingLogs, serverStabilizationTime }: AutopilotProps) {
  const settings = {
    lastContactThreshold: lastContactThreshold === undefined ? null : secondsOf(lastContactThreshold),
    maxTrailingLogs: maxTrailingLogs ?? null,
    serverStabilizationTime: serverStabilizationTime === undefined ? null : secondsOf(serverStabilizationTime),
  };
  const { error } = autopilotSettings.safeParse({
    last_contact_threshold: settings.lastContactThreshold,
    max_trailing_logs: settings.maxTrailingLogs,
    server_stabilization_time: settings.serverStabilizationTime,
  });
  if (!error) return settings;
  const where = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new Error(`The autopilot settings are out of range: ${where}. Times are given as '10s' or '5m'`);
}

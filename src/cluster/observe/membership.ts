import type { AutopilotConfiguration, EngineClient } from '../../engine/index.js';
import type { AutopilotSettings, Membership } from '../model/index.js';

/** Reads what only an operator may: members, autopilot, versions. From the active node, never from a standby. */
export async function readMembership(active: EngineClient): Promise<Membership> {
  const [servers, state, configuration, history] = await Promise.all([
    active.raft.configuration(),
    active.autopilot.state().catch(() => null),
    active.autopilot.configuration(),
    active.system.versionHistory(),
  ]);
  return {
    servers: servers.map(({ node_id, address, voter }) => ({
      id: node_id,
      address,
      voter,
      healthy: state?.servers[node_id]?.healthy ?? null,
    })),
    autopilot: autopilotSettings(configuration),
    versionHistory: history.map(({ version }) => version),
  };
}

/** Durations of the engine (`24h0m0s`, `10s`, `200ms`) as seconds. */
function autopilotSettings(configuration: AutopilotConfiguration): AutopilotSettings {
  return {
    cleanupDeadServers: configuration.cleanup_dead_servers,
    deadServerLastContactThreshold: seconds(configuration.dead_server_last_contact_threshold),
    lastContactThreshold: seconds(configuration.last_contact_threshold),
    maxTrailingLogs: configuration.max_trailing_logs,
    minQuorum: configuration.min_quorum,
    serverStabilizationTime: seconds(configuration.server_stabilization_time),
  };
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** A Go duration in seconds. */
export function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  return parts.reduce((sum, [, value = '0', unit = 's']) => sum + Number(value) * (UNITS[unit] ?? 0), 0);
}

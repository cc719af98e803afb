import { type AutopilotSettings, type Desired, PRODUCTION_AUTOPILOT, timingFor } from '../model/index.js';
import { type ClusterSpec, membersOf } from './cluster-spec.js';
import { AUTOPILOT_INTERVAL_MS } from './runtime.js';

/** What the planner wants of this cluster. */
export function desiredOf(spec: ClusterSpec): Desired {
  return {
    environment: spec.environment,
    nodes: membersOf(spec).map(({ machine_id, slot, zone, address, image }) => ({
      id: machine_id,
      slot,
      zone,
      address,
      image,
    })),
    engine: spec.engine,
    seal: spec.seal.type,
    formerSeal: spec.former_seal?.type ?? null,
    autopilot: autopilotOf(spec),
    timing: timingFor(AUTOPILOT_INTERVAL_MS),
    unattendedUnseal: spec.custody.type === 'lab',
    allowUnknownVersionPair: spec.allow_unknown_version_pair,
    hook: spec.hook !== null,
    standby: spec.standby_of !== null,
    balancer: spec.balancer_address !== null,
  };
}

function autopilotOf({ autopilot }: ClusterSpec): AutopilotSettings {
  const { last_contact_threshold, max_trailing_logs, server_stabilization_time } = autopilot ?? {};
  return {
    ...PRODUCTION_AUTOPILOT,
    lastContactThreshold: last_contact_threshold ?? PRODUCTION_AUTOPILOT.lastContactThreshold,
    maxTrailingLogs: max_trailing_logs ?? PRODUCTION_AUTOPILOT.maxTrailingLogs,
    serverStabilizationTime: server_stabilization_time ?? PRODUCTION_AUTOPILOT.serverStabilizationTime,
  };
}

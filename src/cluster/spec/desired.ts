import { type Desired, PRODUCTION_AUTOPILOT, timingFor } from '../model/index.js';
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
    autopilot: PRODUCTION_AUTOPILOT,
    timing: timingFor(AUTOPILOT_INTERVAL_MS),
    unattendedUnseal: spec.custody.type === 'lab',
    allowUnknownVersionPair: spec.allow_unknown_version_pair,
    hook: spec.hook !== null,
    standby: spec.standby_of !== null,
    balancer: spec.balancer_address !== null,
  };
}

import { type RuntimeConfiguration, sealConfiguration } from '../../schema/index.js';
import { type ClusterSpec, membersOf } from './cluster-spec.js';

/**
 * How often autopilot updates and reconciles. Small, because promotions and removals wait for it: 200 ms makes a
 * bootstrap 2.6 s instead of 8 s (measured), and costs an idle cluster nothing that can be seen.
 */
export const AUTOPILOT_INTERVAL_MS = 200;

/** What every node of the cluster is told to run with; the same for all, so that one digest tells who is up to date. */
export function runtimeConfigurationOf(spec: ClusterSpec): RuntimeConfiguration {
  return {
    cluster_name: spec.name,
    engine: spec.engine,
    peers: membersOf(spec).map(({ machine_id, address }) => ({ id: machine_id, address })),
    balancer_address: spec.balancer_address,
    performance_multiplier: spec.settings.performance_multiplier,
    autopilot_interval_ms: AUTOPILOT_INTERVAL_MS,
    ui: spec.settings.ui,
    snapshots: spec.snapshots,
    audit: spec.audit,
    seal: sealOf(spec.seal),
    ...(spec.former_seal && { former_seal: sealOf(spec.former_seal) }),
  };
}

function sealOf({ type, options, ...members }: ClusterSpec['seal']): RuntimeConfiguration['seal'] {
  const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
  const { data, error } = sealConfiguration.safeParse({ type, ...given, ...options });
  if (data) return data;
  throw new Error(`the seal lacks ${error.issues.map(({ path }) => path.join('.')).join(', ')}, which ${type} needs`);
}

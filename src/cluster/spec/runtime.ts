import type { RuntimeConfiguration } from '../../schema/index.js';
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
    seal: sealOf(spec),
  };
}

function sealOf({ seal }: ClusterSpec): RuntimeConfiguration['seal'] {
  switch (seal.type) {
    case 'shamir':
      return { type: 'shamir' };
    case 'transit':
      return {
        type: 'transit',
        address: given(seal.address, 'address'),
        key_name: given(seal.key_name, 'key_name'),
        mount_path: given(seal.mount_path, 'mount_path'),
      };
    case 'awskms':
      return {
        type: 'awskms',
        region: given(seal.region, 'region'),
        kms_key_id: given(seal.kms_key_id, 'kms_key_id'),
      };
  }
}

function given(value: string | null, name: string): string {
  if (value === null) throw new Error(`the seal lacks ${name}: expected a value for this type of seal, received null`);
  return value;
}

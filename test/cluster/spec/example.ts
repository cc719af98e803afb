import type { ClusterSpec } from '../../../src/cluster/spec/cluster-spec.js';
import { clusterSettings } from '../../../src/schema/resources/index.js';

const IMAGE = `sha256:${'1'.repeat(64)}`;

/** A cluster of these machines, as a stack asks for it. */
export function spec(ids: readonly string[], change: Partial<ClusterSpec> = {}): ClusterSpec {
  const members = ids.map((id, index) => {
    const slot = id.split('-')[0] ?? id;
    const address = `127.64.205.${index + 1}`;
    return [
      slot,
      { machine_id: id, address, slot, zone: `zone-${index + 1}`, image: IMAGE, version: '1.21.1' },
    ] as const;
  });
  return {
    environment: 'test',
    name: 'vault',
    engine: { name: 'vault', version: '1.21.1' },
    seal: {
      type: 'transit',
      address: 'https://127.64.205.9:8200',
      key_name: 'k',
      mount_path: 'transit',
      region: null,
      kms_key_id: null,
      options: {},
    },
    former_seal: null,
    custody: { type: 'lab', shares: 5, threshold: 3, recipients: [] },
    balancer_address: '127.64.205.100',
    settings: clusterSettings.parse({}),
    members: Object.fromEntries(members),
    snapshots: null,
    audit: null,
    autopilot: null,
    policies: {},
    auth_methods: {},
    hook: null,
    standby_of: null,
    allow_unknown_version_pair: false,
    deletion_protection: true,
    ...change,
  };
}

export const THREE = ['a-00000001', 'b-00000002', 'c-00000003'] as const;

import type { Look, Observed } from '../../../src/cluster/index.js';
import type { MachineState } from '../../../src/cluster/model/index.js';
import type { AgentStatus } from '../../../src/schema/index.js';
import { CLUSTER, running } from '../builders.js';
import { THREE } from '../spec/example.js';

/** A node of a look, by what differs from a standby that is well. */
export interface NodeChange {
  readonly machine?: MachineState;
  readonly silent?: boolean;
  readonly engine?: Partial<AgentStatus['engine']>;
  readonly disk?: AgentStatus['disk'];
  readonly skewMs?: number;
}

/** One look at three voters of which the first leads, with these nodes different. */
export function look(changes: Readonly<Record<string, NodeChange>> = {}, observed: Observed = running(THREE)): Look {
  const nodes = THREE.map((id) => {
    const { machine = 'running', silent = false, engine = {}, disk = null, skewMs = 0 } = changes[id] ?? {};
    const seen = observed.nodes.find((node) => node.id === id);
    if (!seen) throw new Error(`the look has no ${id}`);
    const slot = id.slice(0, 1);
    const view = { id, slot, zone: 'zone-1', address: `${id}.test`, image: 'sha256:1', state: machine, claimed: true };
    return {
      machine: view,
      status: silent ? null : { ...status(id === observed.cluster?.active, engine), disk },
      skewMs: silent ? null : skewMs,
      observed: seen,
    };
  });
  return { observed, nodes };
}

function status(active: boolean, change: Partial<AgentStatus['engine']>): AgentStatus {
  const engine = {
    release: null,
    process: 'running',
    pid: 7,
    restarts: 0,
    restarted: false,
    health_code: active ? 200 : 429,
    initialized: true,
    sealed: false,
    seal_type: 'transit',
    shares: 1,
    unseal_progress: 0,
    migration: false,
    removed: false,
    version: '1.21.1',
    cluster_id: CLUSTER,
    is_leader: active,
    leader_address: null,
    active_since: null,
    applied_index: 500,
    has_data: true,
    last_error: null,
    ...change,
  };
  // The report looks at the engine alone.
  return { engine } as AgentStatus;
}

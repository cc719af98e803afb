import type { ClusterAccess, MachineView } from '../cluster/index.js';
import type { Environment } from '../environment/index.js';
import { withCluster } from '../environment/index.js';
import { type AgentStatus, QuorateError } from '../schema/index.js';

/** One server of the raft configuration. What only its machine could tell is null where that is gone or silent. */
export interface Peer {
  readonly id: string;
  readonly slot: string | null;
  readonly zone: string | null;
  /** Address of the cluster port. */
  readonly address: string;
  readonly leader: boolean;
  readonly voter: boolean;
  /** Autopilot's verdict, null when it has none yet. */
  readonly healthy: boolean | null;
  readonly applied_index: number | null;
  /** Log entries behind the leader. */
  readonly lag: number | null;
}

/** What `quorate peers --json` prints. */
export interface PeersReport {
  readonly environment: string;
  readonly leader: string;
  readonly peers: readonly Peer[];
}

interface Node {
  readonly machine: MachineView;
  readonly engine: AgentStatus['engine'] | null;
}

/**
 * The raft configuration as the active node tells it, read in the role of an observer: standbys may answer from state
 * that is no longer true.
 *
 * @throws QuorateError `QRT-NO-LEADER` when no node is active.
 */
export async function readPeers(environment: Environment, clusterName: string): Promise<PeersReport> {
  return await withCluster(environment, clusterName, async (access) => {
    const nodes = await askNodes(access);
    const active = nodes
      .filter(({ engine }) => engine?.health_code === 200)
      .sort((a, b) => (b.engine?.applied_index ?? 0) - (a.engine?.applied_index ?? 0))[0];
    if (!active) throw noLeader(environment.name);
    const client = await access.logins.as('observer', active.machine.address);
    const [servers, autopilot] = await Promise.all([
      client.raft.configuration(),
      client.autopilot.state().catch(() => null),
    ]);
    const head = active.engine?.applied_index ?? null;
    const peers = servers.map(({ node_id, address, voter, leader }): Peer => {
      const node = nodes.find(({ machine }) => machine.id === node_id);
      const index = node?.engine?.applied_index ?? null;
      return {
        id: node_id,
        slot: node?.machine.slot ?? null,
        zone: node?.machine.zone ?? null,
        address,
        leader,
        voter,
        healthy: autopilot?.servers[node_id]?.healthy ?? null,
        applied_index: index,
        lag: index === null || head === null ? null : Math.max(0, head - index),
      };
    });
    return { environment: environment.name, leader: active.machine.id, peers };
  });
}

async function askNodes({ platform }: ClusterAccess): Promise<readonly Node[]> {
  return await Promise.all(
    (await platform.machines()).map(async (machine) => {
      const status = await platform
        .agent(machine.id)
        .then((agent) => agent.status())
        .catch(() => null);
      return { machine, engine: status?.engine ?? null };
    }),
  );
}

function noLeader(environment: string): QuorateError {
  return new QuorateError(
    'QRT-NO-LEADER',
    'no node is active, and only an active one knows who its peers are',
    `\`quorate status ${environment}\` says what is wrong with the nodes.`,
  );
}

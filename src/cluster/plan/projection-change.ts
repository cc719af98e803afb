import { compareVersions } from '../capabilities/index.js';
import type { Membership, NodeReport, Observed, ObservedNode, RaftServer } from '../model/index.js';

/** The same look with one node different. */
export function changeNode(observed: Observed, id: string, change: (node: ObservedNode) => ObservedNode): Observed {
  return { ...observed, nodes: observed.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

/** The same look with one node's report different; nothing changes for a node that cannot be reached. */
export function changeReport(observed: Observed, id: string, change: Partial<NodeReport>): Observed {
  return changeNode(observed, id, (node) =>
    node.report === null ? node : { ...node, report: { ...node.report, ...change } },
  );
}

/** The same look with another membership; nothing changes while it cannot be read. */
export function changeMembership(observed: Observed, change: (membership: Membership) => Membership): Observed {
  const { cluster } = observed;
  if (cluster === null || cluster.membership === null) return observed;
  return { ...observed, cluster: { ...cluster, membership: change(cluster.membership) } };
}

/** The same look with other servers. */
export function changeServers(
  observed: Observed,
  change: (servers: readonly RaftServer[]) => readonly RaftServer[],
): Observed {
  return changeMembership(observed, (membership) => ({ ...membership, servers: change(membership.servers) }));
}

/** The same look by a node that begins to lead after a snapshot of an older version was put back. */
export function rereadHistory(observed: Observed): Observed {
  const { returnTo } = observed.facts;
  if (returnTo?.done !== true) return observed;
  const isKept = (version: string) => compareVersions(version, returnTo.version) <= 0;
  return changeMembership(observed, (membership) => ({
    ...membership,
    versionHistory: membership.versionHistory.filter(isKept),
  }));
}

/** The same look with other autopilot settings. */
export function changeAutopilot(observed: Observed, change: Partial<Membership['autopilot']>): Observed {
  return changeMembership(observed, (membership) => ({
    ...membership,
    autopilot: { ...membership.autopilot, ...change },
  }));
}

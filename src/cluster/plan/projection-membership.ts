import { type Observed, PRODUCTION_AUTOPILOT, type RaftServer, type Step } from '../model/index.js';
import type { ProjectionContext } from './projection.js';
import { changeAutopilot, changeReport, changeServers } from './projection-change.js';

/** What a step does to the membership as the active node tells it. */
export function projectMembershipStep(observed: Observed, step: Step, context: ProjectionContext): Observed {
  switch (step.type) {
    case 'secure':
      return secured(observed, context);
    case 'join':
      return joined(observed, step.node, context);
    case 'unseal':
      return observed.cluster === null ? observed : addServer(observed, step.node);
    case 'reset':
      return step.member ? without(observed, step.node) : observed;
    case 'remove':
      return without(observed, step.node);
    case 'hold':
      return changeAutopilot(observed, { serverStabilizationTime: step.seconds, cleanupDeadServers: false });
    case 'release':
      return changeAutopilot(observed, { serverStabilizationTime: 1, cleanupDeadServers: false });
    case 'settle':
      return changeAutopilot(observed, step.settings);
    case 'promote':
    case 'demote':
      return observed.cluster?.active === step.node
        ? observed
        : setVote(observed, [step.node], step.type === 'promote');
    default:
      return observed;
  }
}

/** Gives or takes the vote of some servers. */
export function setVote(observed: Observed, ids: readonly string[], voter: boolean): Observed {
  return changeServers(observed, (servers) =>
    servers.map((server) => (ids.includes(server.id) ? { ...server, voter } : server)),
  );
}

function secured(observed: Observed, context: ProjectionContext): Observed {
  const { cluster } = observed;
  if (cluster === null) return { ...observed, secured: true };
  const joining = observed.nodes.filter((node) => node.id !== cluster.active && node.report?.hasData === true);
  const servers = [server(cluster.active, true), ...joining.map((node) => server(node.id, false))];
  const autopilot = { ...PRODUCTION_AUTOPILOT, serverStabilizationTime: 1 };
  const membership = { servers, autopilot, versionHistory: [context.desired.engine.version] };
  return { ...observed, secured: true, cluster: { ...cluster, membership } };
}

/** With the Shamir seal a joiner is taken in only once it is unsealed. */
function joined(observed: Observed, id: string, { desired: { seal } }: ProjectionContext): Observed {
  const asked = changeReport(observed, id, { initialized: true, shares: 1, healthCode: 503, sealType: seal });
  return seal === 'shamir' ? asked : addServer(changeReport(asked, id, { hasData: true }), id);
}

function addServer(observed: Observed, id: string): Observed {
  const changed = changeReport(observed, id, { hasData: true });
  return changeServers(changed, (servers) =>
    servers.some((known) => known.id === id) ? servers : [...servers, server(id, false)],
  );
}

function without(observed: Observed, id: string): Observed {
  return changeServers(observed, (servers) => servers.filter((known) => known.id !== id));
}

function server(id: string, voter: boolean): RaftServer {
  return { id, address: '', voter, healthy: null };
}

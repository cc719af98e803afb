import { deployCommand, destroyCommand, type SnapshotState, type StatusReport } from '../../schema/index.js';
import { quorumOf, toleranceOf } from '../model/index.js';
import type { Look } from '../observe/observe.js';
import { type ClusterSpec, membersOf } from '../spec/cluster-spec.js';
import { expiringCertificates } from './expiring-certificates.js';
import { fullDisks, wrongClocks } from './machine-health.js';
import { stateOf } from './node-state.js';
import { problemsOf, type SealServerView } from './problems.js';
import { staleSnapshots } from './stale-snapshots.js';
import { unshippedAudit } from './unshipped-audit.js';

const LIVE = new Set(['active', 'standby']);

/**
 * What an operator wants to know of a cluster, from one look at it.
 *
 * @param loadBalancer null when it does not answer, or when the platform has none
 * @param sealServer null when members unseal without a server of ours
 */
export function statusOf(
  spec: ClusterSpec,
  look: Look,
  loadBalancer: StatusReport['load_balancer'],
  sealServer: SealServerView | null = null,
): StatusReport {
  const servers = look.observed.cluster?.membership?.servers ?? look.observed.facts.lastServers;
  const voters = servers.filter(({ voter }) => voter).map(({ id }) => id);
  const nodes = nodesOf(look, new Set(voters));
  const live = nodes.filter(({ id, state }) => voters.includes(id) && LIVE.has(state));
  const custody = look.observed.custody;
  const report = {
    environment: spec.environment,
    cluster_id: look.observed.cluster?.clusterId ?? ('clusterId' in custody ? custody.clusterId : null),
    engine: spec.engine,
    leader: look.observed.cluster?.active ?? null,
    voters: voters.length,
    quorum: quorumOf(voters.length),
    failure_tolerance: Math.max(0, toleranceOf(voters.length, live.length)),
    seal: { type: spec.seal.type },
    load_balancer: loadBalancer,
    nodes,
    snapshots: snapshotsOf(look),
    paused: look.observed.paused,
  };
  const context = {
    desired: membersOf(spec).map(({ machine_id }) => machine_id),
    balancer_address: spec.balancer_address,
    seal_server: sealServer,
  };
  const problems = [
    ...recoveryProblems(look, spec.environment),
    ...problemsOf({ ...report, ...context }),
    ...ghosts(voters, nodes, spec.environment),
    ...expiringCertificates(look, spec.environment, Date.now()),
    ...fullDisks(look),
    ...wrongClocks(look),
    ...unshippedAudit(look),
    ...staleSnapshots(spec, report.snapshots, Date.now()),
  ];
  return { ...report, healthy: problems.length === 0, problems };
}

function nodesOf(look: Look, voters: ReadonlySet<string>): StatusReport['nodes'] {
  const leaderIndex = look.observed.cluster?.appliedIndex ?? null;
  return look.nodes.map((node) => {
    const index = node.status?.engine.applied_index ?? null;
    return {
      id: node.machine.id,
      slot: node.machine.slot,
      zone: node.machine.zone,
      address: node.machine.address,
      version: node.status?.engine.version ?? null,
      image: node.machine.image,
      state: stateOf(node),
      voter: voters.has(node.machine.id),
      applied_index: index,
      lag: index === null || leaderIndex === null ? null : Math.max(0, leaderIndex - index),
    };
  });
}

function snapshotsOf({ nodes, observed }: Look): SnapshotState | null {
  return nodes.find(({ machine }) => machine.id === observed.cluster?.active)?.status?.snapshots ?? null;
}

/** Voters whose machine is gone still count in every vote. */
function ghosts(voters: readonly string[], nodes: StatusReport['nodes'], environment: string) {
  return voters
    .filter((id) => !nodes.some((node) => node.id === id))
    .map((id) => ({
      code: 'QRT-GHOST-VOTER',
      message: `${id} has a vote and no machine`,
      fix: `Run \`${deployCommand(environment)}\`: it joins a replacement and removes the dead peer.`,
    }));
}

function recoveryProblems({ observed }: Look, environment: string) {
  const { recovery, movedTo } = observed.facts;
  if (movedTo !== null) {
    return [
      {
        code: 'QRT-MOVED',
        message: `its cluster was taken over by ${movedTo}`,
        fix: `Nothing of it may run beside that one: \`${destroyCommand(environment)}\` once you are sure.`,
      },
    ];
  }
  if (recovery === null) return [];
  return [
    {
      code: 'QRT-RECOVERY-UNDERWAY',
      message: `${recovery.node} is in recovery mode since ${recovery.since} by the order of ${recovery.by}, and every other node is stopped for it`,
      fix: `End it with \`quorate recover finish ${environment}\`.`,
    },
  ];
}

import type { NodeReport, Observed, ObservedNode, RaftServer } from '../../../src/cluster/model/index.js';
import type { SimNode, World } from './world.js';

/** What the real observer would see now. */
export function look(world: World): Observed {
  const { raft } = world;
  const nodes = [...world.nodes.values()].map((node) => observeNode(world, node));
  const active = raft?.leader ?? null;
  const reachable = active !== null && world.now >= world.node(active).cutUntil && !world.node(active).hangs;
  const servers: RaftServer[] = [...(raft?.servers ?? [])].map(([id, { voter }]) => ({
    id,
    address: id,
    voter,
    healthy: world.serves(id),
  }));
  const membership =
    raft !== null && world.secured ? { servers, autopilot: raft.settings, versionHistory: [...raft.versions] } : null;
  return {
    nodes,
    cluster:
      raft === null || active === null || !reachable
        ? null
        : {
            clusterId: raft.clusterId,
            active,
            activeSince: raft.leaderSince,
            appliedIndex: raft.commit,
            membership,
          },
    custody: world.custody,
    secured: world.secured,
    facts: world.facts,
    paused: world.paused,
    hook: world.hook,
    missingPlugins: [],
    differences: [],
  };
}

function observeNode(world: World, node: SimNode): ObservedNode {
  const cut = world.now < node.cutUntil;
  return {
    id: node.id,
    slot: node.slot,
    machine: cut && node.machine === 'running' ? 'unknown' : node.machine,
    known: node.known,
    report: node.machine === 'running' && !cut ? report(world, node) : null,
    configuration: configurationOf(world, node),
    target: node.target,
  };
}

function report(world: World, node: SimNode): NodeReport {
  const running = node.process === 'running' && !node.hangs;
  const version = node.defect === 'wrong-version' ? '1.0.0' : node.version;
  const initialized = node.data !== null || node.pendingJoin;
  return {
    enrolled: node.configured,
    listener: node.listener,
    admitted: node.admitted,
    release: { name: world.engine, version: node.version },
    process: node.process,
    healthCode: running ? health(world, node, initialized) : null,
    initialized: running ? initialized : null,
    sealed: running ? node.sealed : null,
    sealType: node.defect === 'wrong-seal' ? 'awskms' : node.seal,
    shares: running ? (node.pendingJoin ? 1 : node.shares) : null,
    restarted: node.bricked,
    migration: running ? node.migrating : null,
    removed: node.hangs ? null : node.removedAt === null ? (initialized ? false : null) : true,
    version: running ? version : null,
    clusterId: running && !node.sealed && node.data !== null ? node.data.clusterId : null,
    appliedIndex: running && node.data !== null ? node.data.index : null,
    hasData: node.data !== null,
    lastError: null,
    snapshotTime: null,
    init: node.init,
  };
}

function health(world: World, node: SimNode, initialized: boolean): number {
  if (!initialized) return 501;
  if (node.removedAt !== null) return 530;
  if (node.sealed) return 503;
  const { raft } = world;
  const leads = raft?.leader === node.id || raft?.staleLeader === node.id;
  return leads || node.data?.clusterId !== raft?.clusterId ? 200 : 429;
}

function configurationOf(world: World, node: SimNode): ObservedNode['configuration'] {
  if (!node.configured) return 'none';
  if (!world.asked.includes(node.id)) return 'current';
  if (node.delivered !== world.wantedSeal) return 'outdated';
  return node.restartNeeded || node.seal !== node.delivered ? 'restart' : 'current';
}

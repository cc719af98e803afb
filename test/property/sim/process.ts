import type { SimNode, World } from './world.js';

const UNSEAL_PERIOD = 5_000;

/** Starts an engine: with data and a seal that opens by itself it unseals at once; before its first log it is bricked. */
export function startProcess(world: World, node: SimNode): void {
  if (node.machine !== 'running' || node.process === 'running' || node.defect === 'no-start') return;
  node.process = 'running';
  node.startedAt = world.now;
  node.hangs = false;
  node.sealed = true;
  node.healthySince = null;
  node.pendingJoin = false;
  node.seal = node.delivered;
  node.migrating = node.data !== null && node.seal !== world.seal && (node.seal === 'transit' || node.leaves);
  if (node.data !== null && node.shares === 0) node.bricked = true;
  node.unsealAt = canUnseal(world, node) ? world.now + 100 : null;
}

/** Stops an engine, gracefully or not. */
export function stopProcess(world: World, node: SimNode): void {
  node.process = 'stopped';
  node.hangs = false;
  node.sealed = true;
  node.unsealAt = null;
  node.healthySince = null;
  node.sleepUntil = 0;
  if (world.raft?.leader === node.id) loseLeader(world, 600);
}

/** Leadership ends; another voter may win it after `delay` milliseconds. */
export function loseLeader(world: World, delay: number): void {
  const { raft } = world;
  if (raft === null) return;
  raft.leader = null;
  raft.electionAt = world.now + delay;
}

/** Wipes a node's disk; its engine has to be stopped. */
export function wipe(node: SimNode): void {
  node.data = null;
  node.shares = 0;
  node.firstLogAt = null;
  node.bricked = false;
  node.removedAt = null;
  node.proven = false;
  node.init = 'none';
  node.listener = 'closed';
  node.admitted = false;
}

/** What a running process does by itself as time passes. */
export function tickProcess(world: World, node: SimNode): void {
  if (node.machine !== 'running' || node.process !== 'running') return;
  const { raft } = world;
  if (node.defect === 'no-start' && node.data === null) node.process = 'stopped';
  const leads = raft !== null && raft.leader !== null;
  if (node.firstLogAt !== null && world.now >= node.firstLogAt && leads && node.data !== null && !node.bricked) {
    node.shares = 1;
    node.firstLogAt = null;
  }
  const periodic = (world.now - node.startedAt) % UNSEAL_PERIOD < 250 && world.now - node.startedAt >= UNSEAL_PERIOD;
  if (node.sealed && periodic && canUnseal(world, node)) node.unsealAt = world.now;
  if (node.unsealAt !== null && world.now >= node.unsealAt) {
    node.sealed = false;
    node.unsealAt = null;
  }
  rejoinBricked(world, node);
  replicate(world, node);
  applyRemoval(world, node);
}

function canUnseal(world: World, node: SimNode): boolean {
  const opens =
    node.seal === 'transit' && world.seal === 'transit' && node.defect !== 'no-unseal' && node.defect !== 'wrong-seal';
  return opens && node.data !== null && node.shares > 0 && !node.bricked && node.removedAt === null;
}

/** The retry_join of a bricked node brings it back as long as it runs with its useless data. */
function rejoinBricked(world: World, node: SimNode): void {
  const { raft } = world;
  if (!node.bricked || raft === null || raft.leader === null || raft.servers.has(node.id)) return;
  raft.servers.set(node.id, { voter: false, sticky: false, promoteAsked: false, demoteAsked: false, votedAt: 0 });
}

const ENTRIES_PER_TICK = 1_500;

function replicate(world: World, node: SimNode): void {
  const { raft } = world;
  if (raft === null || raft.leader === null || node.data === null || !raft.servers.has(node.id)) return;
  const lagging = node.defect === 'lags' || world.now < node.lagUntil;
  const goal = lagging ? Math.max(0, raft.commit - 5_000) : raft.commit;
  if (!lagging) node.data.index = Math.min(goal, node.data.index + ENTRIES_PER_TICK);
  else if (node.data.index > goal) node.data.index = goal;
}

/** A removed engine looks once a second; it was seen to notice after 350 ms at the earliest. */
const REMOVAL_SHOWS = 350;

/** Vault: a removed node seals itself and answers 530, until it is wiped. OpenBao: it stays a standby for ever. */
function applyRemoval(world: World, node: SimNode): void {
  const { raft } = world;
  if (raft === null || node.data === null || node.data.clusterId !== raft.clusterId) return;
  const { id, at } = world.lastRemoval;
  if (raft.servers.has(node.id) || (id === node.id && world.now - at < REMOVAL_SHOWS)) return;
  if (world.engine === 'vault' && node.removedAt === null && !node.sealed) {
    node.removedAt = world.now;
    node.sealed = true;
  }
}

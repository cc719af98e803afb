import { quorumOf } from '../../../src/cluster/model/index.js';
import { loseLeader } from './process.js';
import type { SimRaft, SimServer, World } from './world.js';

const RECONCILE = 200;
/** How soon after a promotion a removal can be undone by autopilot. */
const RESURRECTION_WINDOW = 400;
/** A new leader's autopilot needs this long before it gives votes; held joiners get theirs then, too. */
const NEW_LEADER_AUTOPILOT = 400;

/** What raft and autopilot do by themselves as time passes. */
export function tickRaft(world: World): void {
  const { raft } = world;
  if (raft === null) return;
  elect(world, raft);
  if (raft.leader === null || world.node(raft.leader).hangs) return;
  raft.commit += 1;
  resurrect(world, raft);
  if (world.now < raft.nextAutopilot) return;
  raft.nextAutopilot = world.now + RECONCILE;
  for (const [id, server] of raft.servers) reconcile(world, raft, id, server);
  world.peakVoters = Math.max(world.peakVoters, world.voters().filter((id) => world.asked.includes(id)).length);
}

function elect(world: World, raft: SimRaft): void {
  const voters = world.voters();
  const able = world.liveVoters();
  const majority = able.length >= quorumOf(voters.length);
  if (raft.leader !== null) {
    if (world.now - raft.leaderSince > 600) raft.staleLeader = null;
    if (!able.includes(raft.leader) || !majority) loseLeader(world, 1_200 + world.random.below(3_800));
    return;
  }
  raft.electionAt ??= world.now + 1_200 + world.random.below(3_800);
  if (!majority || world.now < raft.electionAt) return;
  const awake = able.filter((id) => world.now >= world.node(id).sleepUntil);
  const newest = Math.max(...awake.map((id) => world.node(id).data?.index ?? 0));
  const winner = world.random.pick(awake.filter((id) => (world.node(id).data?.index ?? 0) >= newest - 50));
  if (winner === undefined) return;
  lead(world, raft, winner);
}

function lead(world: World, raft: SimRaft, id: string): void {
  raft.leader = id;
  raft.leaderSince = world.now;
  raft.electionAt = null;
  raft.commit = Math.max(raft.commit, world.node(id).data?.index ?? 0);
  raft.nextAutopilot = world.now + 100;
  sealAnew(world, id);
  const { version } = world.node(id);
  world.note(`${id} (${version}) leads`);
  if (raft.storedVersions !== null) raft.versions.splice(0, raft.versions.length, ...raft.storedVersions);
  raft.storedVersions = null;
  if (raft.versions.includes(version)) return;
  if (raft.versions.length > 0 && world.facts.noReturnIntent !== version) {
    world.violated('7', `${id} is the first ${version} to lead and no intent was recorded`);
  }
  raft.versions.push(version);
}

/** A leader that was started for it moves the storage to its seal, and nobody has to any more. */
function sealAnew(world: World, id: string): void {
  const { migrating, seal } = world.node(id);
  if (!migrating) return;
  world.seal = seal;
  for (const node of world.nodes.values()) node.migrating = false;
  world.note(`${id} seals anew`);
}

function reconcile(world: World, raft: SimRaft, id: string, server: SimServer): void {
  const node = world.nodes.get(id);
  if (server.demoteAsked && raft.leader !== id) {
    server.voter = false;
    server.sticky = true;
    server.demoteAsked = false;
    return;
  }
  if (node === undefined || !world.serves(id)) {
    if (node !== undefined) node.healthySince = null;
    return;
  }
  node.healthySince ??= world.now;
  if (server.voter) return;
  if (server.promoteAsked) {
    server.sticky = false;
    server.promoteAsked = false;
  }
  if (server.sticky) return;
  const stabilization = raft.settings.serverStabilizationTime * 1_000;
  const age = world.now - raft.leaderSince;
  const effective = age >= stabilization ? stabilization : 0;
  if (age < NEW_LEADER_AUTOPILOT || world.now - node.healthySince < effective) return;
  server.voter = true;
  server.votedAt = world.now;
}

/** Takes a server out of the configuration, unless autopilot brings it back. */
export function removePeer(world: World, id: string): void {
  const { raft } = world;
  if (raft === null) return;
  const server = raft.servers.get(id);
  if (server === undefined) return;
  raft.servers.delete(id);
  world.lastRemoval = { id, at: world.now };
  const fresh = server.voter && world.now - server.votedAt < RESURRECTION_WINDOW;
  if (fresh && world.random.chance(0.5)) raft.resurrections.push({ id, at: world.now + RECONCILE });
}

function resurrect(world: World, raft: SimRaft): void {
  for (const { id } of raft.resurrections.filter(({ at }) => world.now >= at)) {
    if (raft.servers.has(id)) continue;
    raft.servers.set(id, { voter: true, sticky: false, promoteAsked: false, demoteAsked: false, votedAt: world.now });
    world.note(`autopilot brings ${id} back`);
    if (world.nodes.get(id)?.retired === true) world.violated('2', `${id} was stopped and is a voter again`);
  }
  const open = raft.resurrections.filter(({ at }) => world.now < at);
  raft.resurrections.splice(0, raft.resurrections.length, ...open);
}

import type { Capabilities } from '../../../src/cluster/capabilities/index.js';
import { type Desired, quorumOf, type Step } from '../../../src/cluster/model/index.js';
import { pairOf } from './pair.js';
import type { World } from './world.js';

/** One autopilot update and one reconcile interval, as configured. */
const CONFIRMATION = 400;

/** The true state at the instant of a look; a decision is judged by it, not by what happens meanwhile. */
export interface Truth {
  readonly at: number;
  readonly voters: readonly string[];
  readonly live: readonly string[];
  readonly leader: string | null;
  readonly leaderSince: number;
  readonly hadThree: boolean;
  readonly founding: boolean;
  /** Members that shall stay or become voters. */
  readonly wanted: readonly string[];
}

/** Writes down how things really are. */
export function truth(world: World, desired: Desired): Truth {
  const { rollback, established } = world.facts;
  const asked = desired.nodes.map(({ id }) => id);
  const members = [...(world.raft?.servers.keys() ?? [])];
  const kept = (established ?? []).filter((id) => members.includes(id) && world.node(id).machine === 'running');
  const back = rollback !== null && asked.some((id) => rollback.nodes.includes(id)) && isWholeAttempt(world, asked);
  return {
    at: world.now,
    voters: world.voters(),
    live: world.liveVoters(),
    leader: world.raft?.leader ?? null,
    leaderSince: world.raft?.leaderSince ?? 0,
    hadThree: world.peakVoters >= 3,
    founding: !world.secured || (established === null && members.every((id) => asked.includes(id))),
    wanted: back && kept.length >= (Math.max(world.peakVoters, asked.length) >= 3 ? 3 : 1) ? kept : asked,
  };
}

/** A roll-back speaks of one attempt: a machine that is newer than it begins another. */
function isWholeAttempt(world: World, asked: readonly string[]): boolean {
  const { rollback, established } = world.facts;
  return asked.every((id) => rollback?.nodes.includes(id) === true || established?.includes(id) === true);
}

/** Judges one step that is about to run by the laws that speak of steps. */
export function judgeStep(world: World, seen: Truth, step: Step, desired: Desired, capabilities: Capabilities): void {
  switch (step.type) {
    case 'remove':
    case 'demote':
      judgeLossOfVote(world, seen, step);
      return;
    case 'migrate-seal':
      judgeMigration(world, seen, step.node, step.to);
      judgeRestart(world, seen, step.node);
      return;
    case 'open':
    case 'restart':
      judgeRestart(world, seen, step.node);
      return;
    case 'wake':
      judgeWake(world, step.node);
      return;
    case 'reset':
      if (seen.voters.includes(step.node)) world.violated('2', `${step.node} is wiped and is a voter`);
      return;
    case 'join':
      judgeJoin(world, seen, step, desired, capabilities);
      return;
    case 'prove':
    case 'admit':
      judgeTrust(world, seen, step, desired);
      return;
    case 'promote':
      judgeHook(world, step.node, desired);
      if (!world.node(step.node).proven) world.violated('5', `${step.node} is promoted before it is trusted`);
      return;
    case 'release':
      judgeHook(world, 'everybody', desired);
      judgeRelease(world, seen);
      return;
    case 'step-down':
      judgeMove(world, seen, step.node, capabilities);
      return;
    case 'roll-back':
      if (hasLed(world, desired) && pairOf(world, desired) !== null) {
        world.violated('7', `rolls back after ${desired.engine.version} has led`);
      }
      return;
    case 'restore':
      judgeRestore(world, seen, desired);
      return;
    default:
      return;
  }
}

/** An older version to which somebody goes back has led before; it leads again when its node is the active one. */
function hasLed(world: World, { engine }: Desired): boolean {
  const { raft, facts } = world;
  if (facts.returnTo?.version !== engine.version) return raft?.versions.includes(engine.version) === true;
  return raft?.leader != null && world.node(raft.leader).version === engine.version;
}

/** Data are given up only for the version that somebody accepted it for, and with nobody of another one left. */
function judgeRestore(world: World, seen: Truth, { engine }: Desired): void {
  if (world.facts.returnTo?.version !== engine.version) world.violated('7', 'restores, and nobody accepted the loss');
  const members = [...(world.raft?.servers.keys() ?? [])];
  const other = members.filter((id) => world.node(id).version !== engine.version);
  if (other.length > 0) world.violated('7', `restores while ${other.join()} of another version are members`);
  const missing = seen.wanted.filter((id) => !seen.live.includes(id));
  if (missing.length > 0) world.violated('3', `restores while ${missing.join()} is no live voter`);
}

function judgeLossOfVote(world: World, seen: Truth, step: Extract<Step, { type: 'remove' | 'demote' }>): void {
  const { node } = step;
  const { hadThree, voters, live, wanted, leader } = seen;
  const target = world.nodes.get(node);
  const cut = target !== undefined && target.machine === 'running' && seen.at < target.cutUntil;
  if (step.type === 'remove' && cut && !world.facts.declaredLost.includes(node)) {
    world.violated('9', `${node} cannot be reached, is not known to be down, and is removed`);
  }
  if (
    step.type === 'remove' &&
    seen.at - world.lastRemoval.at < CONFIRMATION &&
    !world.raft?.servers.has(world.lastRemoval.id)
  ) {
    world.violated('2', `${node} is removed before the removal before it was read back twice`);
  }
  if (!voters.includes(node)) return;
  const left = live.filter((id) => id !== node).length;
  const quorum = quorumOf(voters.length - 1);
  if (left < Math.max(hadThree ? 3 : 1, quorum)) world.violated('1', `${step.type} ${node} leaves ${left} live voters`);
  const missing = wanted.filter((id) => !live.includes(id));
  if (missing.length > 0) world.violated('3', `${step.type} ${node} while ${missing.join()} is no live voter`);
  if (wanted.includes(node)) world.violated('3', `${step.type} ${node}, which is wanted`);
  const dead = voters.filter((id) => !live.includes(id) && id !== node);
  if (live.includes(node) && dead.length > 0)
    world.violated('3', `${step.type} ${node} before the dead ${dead.join()}`);
  if (step.type === 'remove' && leader === node) world.violated('3', `removes ${node}, which leads`);
}

/** Leadership moves to a node that has the new seal; the leader itself is started with it only after that. */
function judgeMigration(world: World, seen: Truth, node: string, to: string): void {
  if (seen.leader === node && world.seal !== to && seen.voters.length > 1)
    world.violated('6', `${node} leads and is started with ${to} before another node has sealed anew`);
}

function judgeRestart(world: World, seen: Truth, node: string): void {
  const target = world.node(node);
  if (target.data !== null && target.shares === 0) world.violated('2', `${node} is restarted before its first log`);
  if (seen.founding || !seen.live.includes(node) || seen.voters.length === 1) return;
  const unused = seen.voters.every((id) => !world.node(id).admitted);
  if (unused && seen.voters.length === 2) return;
  const others = seen.voters.filter((id) => id !== node);
  const away = others.filter((id) => !seen.live.includes(id) && world.nodes.get(id)?.machine === 'running');
  const steady = others.filter((id) => seen.live.includes(id)).length;
  if (steady < quorumOf(seen.voters.length))
    world.violated('1', `${node} restarts with ${steady} live voters beside it`);
  if (away.length > 0) world.violated('2', `${node} restarts while ${away.join()} is away`);
}

function judgeWake(world: World, node: string): void {
  if (!world.node(node).hangs) world.violated('2', `${node} is woken and does not hang`);
}

type Join = Extract<Step, { type: 'join' }>;

function judgeJoin(world: World, seen: Truth, step: Join, desired: Desired, capabilities: Capabilities): void {
  const pair = world.facts.returnTo?.version === desired.engine.version ? null : pairOf(world, desired);
  if (pair !== null && capabilities.pair(...pair).verdict === 'refused') {
    world.violated('10', `${step.node} joins although the pair is refused`);
  }
  if (capabilities.nonVoters) {
    if (!step.nonVoter) world.violated('4', `${step.node} joins as a voter`);
    return;
  }
  const replaced = seen.live.some((id) => !seen.wanted.includes(id));
  if (seen.founding || !replaced) return;
  const hold = world.raft?.settings.serverStabilizationTime ?? 0;
  const age = (seen.at - seen.leaderSince) / 1_000;
  if (hold < 2 || hold > age) world.violated('4', `${step.node} joins unbraked: hold ${hold} s, leader's age ${age} s`);
}

function judgeTrust(
  world: World,
  seen: Truth,
  step: Extract<Step, { type: 'prove' | 'admit' }>,
  desired: Desired,
): void {
  const node = world.node(step.node);
  const established = world.facts.established?.includes(step.node) === true;
  const lag = (world.raft?.commit ?? 0) - (node.data?.index ?? 0);
  if (established) return;
  if (lag > 200) world.violated('5', `${step.type} ${step.node}, ${lag} entries behind`);
  if (node.version !== desired.engine.version && seen.wanted.includes(step.node) && world.facts.rollback === null) {
    world.violated('5', `${step.type} ${step.node}, which runs ${node.version}`);
  }
  if (step.type === 'admit' && !node.proven) world.violated('5', `${step.node} is admitted before a write through it`);
}

/** The hook speaks before any new node of a rollout gets its vote from us. */
function judgeHook(world: World, whom: string, desired: Desired): void {
  const { rollback, established, hookDoneFor } = world.facts;
  if (!desired.hook || rollback !== null || established === null) return;
  const asked = desired.nodes.map(({ id }) => id);
  const replaced = world.voters().some((id) => !asked.includes(id) && world.serves(id));
  const fresh = asked.some((id) => !established.includes(id) && world.raft?.servers.get(id)?.voter === false);
  const open = hookDoneFor?.endsWith(asked.join(',')) !== true;
  if (replaced && fresh && open) world.violated('7', `${whom} may vote and the hook has not said yes`);
}

function judgeRelease(world: World, seen: Truth): void {
  const held = [...(world.raft?.servers ?? [])].filter(([, { voter }]) => !voter).map(([id]) => id);
  const established = world.facts.established ?? [];
  const early = held.filter((id) => world.serves(id) && !world.node(id).proven && !established.includes(id));
  if (!seen.founding && early.length > 0) world.violated('5', `${early.join()} is released before it is trusted`);
}

/** A seal is changed among the members that there are: whoever leads next runs the same version. */
function isMigration(world: World, leader: string): boolean {
  const versions = [...(world.raft?.servers.keys() ?? [])].map((id) => world.node(id).version);
  return world.seal !== world.wantedSeal && versions.every((version) => version === world.node(leader).version);
}

function judgeMove(world: World, seen: Truth, node: string, capabilities: Capabilities): void {
  const old = seen.voters.filter((id) => !seen.wanted.includes(id));
  const migrates = isMigration(world, node);
  if (old.length > 1 && !migrates) world.violated('6', `${node} steps down while ${old.join()} are old voters`);
  const asked = world.raft?.servers.get(node)?.demoteAsked === true;
  if (capabilities.nonVoters && !asked && !migrates && !seen.wanted.includes(node))
    world.violated('6', `${node} steps down before its demotion is recorded`);
  if (seen.at - seen.leaderSince < 10_000)
    world.violated('6', `${node} steps down ${seen.at - seen.leaderSince} ms after it won`);
  const spare = seen.live.filter((id) => id !== node).length;
  if (spare < Math.min(seen.wanted.length, quorumOf(seen.voters.length)))
    world.violated('1', `${node} steps down with ${spare} live voters beside it`);
}

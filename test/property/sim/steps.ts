import type { Step } from '../../../src/cluster/model/index.js';
import { loseLeader, startProcess, stopProcess, wipe } from './process.js';
import { removePeer } from './raft.js';
import { found, type SimNode, type World } from './world.js';

/** A step that failed; `finding` says something final of its node. */
export class StepFailure extends Error {
  constructor(
    message: string,
    readonly finding: string | null = null,
  ) {
    super(message);
  }
}

/** The operator process was killed. */
export class OperatorKilled extends Error {}

/** Longer than the shortest hold on joiners. */
const HOOK_TIME = 25_000;

/** How long an unseal that does not succeed is watched, milliseconds. */
const SETTLE = 10_000;

/** Runs between the parts of a step: the world goes on, and the operator may be killed there. */
export type Pause = (milliseconds: number) => void;

/** Carries a step out as the real executor does: every part may be the last one. */
export function runStep(world: World, step: Step, pause: Pause): void {
  if (step.type === 'wait') {
    pause(200);
    return;
  }
  pause(20);
  if ('node' in step) runOnNode(world, step, world.node(step.node), pause);
  else runOnCluster(world, step);
  pause(20);
}

type NodeStep = Extract<Step, { readonly node: string }>;

function runOnNode(world: World, step: NodeStep, node: SimNode, pause: Pause): void {
  switch (step.type) {
    case 'remove':
      needLeader(world);
      removePeer(world, step.node);
      return;
    case 'promote':
    case 'demote':
      ask(world, step.node, step.type);
      return;
    case 'step-down':
      stepDown(world, node);
      return;
    case 'sweep':
      stopProcess(world, node);
      node.machine = 'gone';
      node.retired = true;
      if (world.raft?.servers.get(node.id)?.voter === true) world.violated('2', `${node.id} is swept as a voter`);
      return;
    default:
      runOnAgent(world, step, node, pause);
      return;
  }
}

function runOnAgent(world: World, step: NodeStep, node: SimNode, pause: Pause): void {
  if (node.machine !== 'running' || world.now < node.cutUntil) throw new StepFailure(`${node.id} does not answer`);
  switch (step.type) {
    case 'configure':
      node.configured = true;
      deliver(world, node);
      if (node.data === null) node.seal = node.delivered;
      if (node.defect === 'own-cluster' && node.data === null) formOwnCluster(node);
      return;
    case 'initialize':
      initialize(world, node, pause);
      return;
    case 'open':
    case 'restart':
    case 'wake':
      stopProcess(world, node);
      pause(50);
      if (step.type === 'open') node.listener = 'public';
      node.restartNeeded = false;
      startProcess(world, node);
      return;
    case 'start':
      startProcess(world, node);
      return;
    case 'migrate-seal':
      pause(20);
      stopProcess(world, node);
      deliver(world, node);
      pause(50);
      startProcess(world, node);
      return;
    case 'secure':
      needLeader(world);
      pause(300);
      world.secured = true;
      if (world.raft !== null) world.raft.settings = { ...world.raft.settings, serverStabilizationTime: 1 };
      return;
    case 'join':
      join(world, node, step.leader, step.nonVoter);
      return;
    case 'unseal':
      unseal(world, node, pause);
      return;
    case 'reset':
      reset(world, node, step.member, pause);
      return;
    case 'prove':
      prove(world, node);
      return;
    case 'admit':
    case 'withdraw':
      node.admitted = step.type === 'admit';
      return;
    default:
      throw new StepFailure(`the simulator cannot ${step.type}`);
  }
}

function runOnCluster(world: World, step: Step): void {
  const { raft } = world;
  switch (step.type) {
    case 'confirm-keys':
      world.custody = { state: 'confirmed', clusterId: step.clusterId, seal: world.seal };
      return;
    case 'record-seal':
      if (step.seal !== world.seal) world.violated('12', `records ${step.seal} while ${world.seal} seals`);
      if (world.custody.state === 'confirmed') world.custody = { ...world.custody, seal: step.seal };
      return;
    case 'hold':
    case 'release':
    case 'settle': {
      needLeader(world);
      if (raft === null) return;
      const time = { hold: step.type === 'hold' ? step.seconds : 0, release: 1 };
      raft.settings =
        step.type === 'settle'
          ? step.settings
          : { ...raft.settings, cleanupDeadServers: false, serverStabilizationTime: time[step.type] };
      return;
    }
    case 'hook':
      world.hook = { state: 'running', rollout: step.rollout };
      world.hookEndsAt = world.now + HOOK_TIME;
      return;
    case 'snapshot':
      needLeader(world);
      return;
    case 'restore':
      needLeader(world);
      if (raft?.leader != null) raft.storedVersions = [world.node(raft.leader).version];
      return;
    default:
      return;
  }
}

/** The stack names the auto-seal that is left as long as the storage is sealed by it. */
function deliver(world: World, node: SimNode): void {
  node.delivered = world.wantedSeal;
  node.leaves = world.wantedSeal === 'shamir' && world.seal === 'transit';
}

function needLeader(world: World): void {
  const leader = world.raft?.leader;
  if (leader == null || world.node(leader).hangs) throw new StepFailure('no active node');
}

function formOwnCluster(node: SimNode): void {
  node.data = { clusterId: `own-${node.id}`, index: 1 };
  node.shares = 1;
  node.sealed = false;
}

/** Intent, init, reply kept on the node, reply kept in custody: four places where it can end. */
function initialize(world: World, node: SimNode, pause: Pause): void {
  const { custody } = world;
  const superseded = custody.state === 'intent' && custody.node !== node.id;
  if (custody.state === 'none' || superseded) world.custody = { state: 'intent', node: node.id };
  pause(50);
  if (node.init !== 'replied') {
    if (node.process !== 'running') throw new StepFailure('the engine is stopped');
    if (node.data !== null) throw new StepFailure('already initialized');
    node.init = 'asked';
    world.inits += 1;
    const other = [...world.nodes.values()].find(({ data, machine }) => data !== null && machine !== 'gone');
    if (other !== undefined) world.violated('8', `${node.id} is initialized although ${other.id} was`);
    found(world, node.id);
    node.data = { clusterId: world.raft?.clusterId ?? '', index: 1 };
    node.shares = 1;
    node.sealed = world.seal === 'shamir';
    node.init = 'replied';
  }
  pause(50);
  world.custody = { state: 'reply', node: node.id };
}

function join(world: World, node: SimNode, leader: string, nonVoter: boolean): void {
  const { raft } = world;
  if (raft === null || raft.leader !== leader) throw new StepFailure(`${leader} does not lead`);
  if (raft.servers.has(node.id)) return;
  if (node.data !== null || node.process !== 'running') throw new StepFailure('not empty, or stopped');
  if (node.listener === 'public') world.violated('8', `${node.id} was open to strangers before it joined`);
  if (world.seal === 'shamir') {
    node.pendingJoin = true;
    return;
  }
  takeIn(world, node, nonVoter);
  node.firstLogAt = world.now + 100;
}

function takeIn(world: World, node: SimNode, sticky: boolean): void {
  const { raft } = world;
  if (raft === null) return;
  node.data = { clusterId: raft.clusterId, index: 0 };
  raft.servers.set(node.id, { voter: false, sticky, promoteAsked: false, demoteAsked: false, votedAt: 0 });
}

function unseal(world: World, node: SimNode, pause: Pause): void {
  if (node.process !== 'running') throw new StepFailure('the engine is stopped');
  if (node.pendingJoin) {
    needLeader(world);
    takeIn(world, node, world.engine === 'openbao');
    node.pendingJoin = false;
    node.shares = 1;
  }
  const takesShares = node.migrating || (node.seal === 'shamir' && world.seal === 'shamir');
  if (!takesShares) throw new StepFailure('its seal takes no shares');
  if (node.data === null || node.bricked) throw new StepFailure('it stays sealed');
  // An engine takes shares and says nothing of what comes of them: its agent looks for a while.
  if (node.defect === 'no-unseal') pause(SETTLE);
  else node.sealed = false;
}

/** Stop, wipe, remove: in another order its own retry_join would bring it back. */
function reset(world: World, node: SimNode, member: boolean, pause: Pause): void {
  const healthy = node.process === 'running' && !node.bricked && node.removedAt === null;
  const loads = healthy && node.firstLogAt !== null;
  if (loads && member && world.asked.includes(node.id) && world.facts.rollback === null) {
    world.violated('5', `${node.id} was wiped while it loaded its data`);
  }
  stopProcess(world, node);
  pause(30);
  wipe(node);
  pause(30);
  if (member) {
    needLeader(world);
    world.raft?.servers.delete(node.id);
  }
}

function prove(world: World, node: SimNode): void {
  if (node.defect === 'redirects') throw new StepFailure('307', 'it answers 307 instead of forwarding');
  if (!world.serves(node.id)) throw new StepFailure('it does not serve');
  needLeader(world);
  node.proven = true;
}

function ask(world: World, id: string, what: 'promote' | 'demote'): void {
  needLeader(world);
  const server = world.raft?.servers.get(id);
  if (server === undefined) throw new StepFailure(`${id} is no server`);
  if (what === 'promote') server.promoteAsked = true;
  else server.demoteAsked = true;
}

/** The old leader sleeps; another one follows after the engine's half second, unless it sleeps, too. */
function stepDown(world: World, node: SimNode): void {
  if (world.raft?.leader !== node.id) return;
  node.sleepUntil = world.now + 10_000;
  world.stepDowns += 1;
  loseLeader(world, 530);
}

import { tickProcess } from './process.js';
import { tickRaft } from './raft.js';
import type { SimNode, World } from './world.js';

const FINEST_TICK = 50;
const COARSEST_TICK = 200;
/** How long the balancer takes to notice a change of `/ready`, and to drain. */
const CHECK = 300;
const DRAIN = 500;

/** Lets time pass; long idle times in coarser ticks. */
export function pass(world: World, milliseconds: number): void {
  const until = world.now + milliseconds;
  const tick = Math.min(COARSEST_TICK, Math.max(FINEST_TICK, milliseconds / 10));
  while (world.now < until) {
    world.now = Math.min(until, world.now + tick);
    tickRaft(world);
    tickHook(world);
    for (const node of world.nodes.values()) {
      tickProcess(world, node);
      tickTarget(world, node);
    }
  }
}

function tickHook(world: World): void {
  const { hook } = world;
  if (hook?.state !== 'running' || world.now < world.hookEndsAt) return;
  const { rollout } = hook;
  world.hook = world.hookSays === 'yes' ? { state: 'passed', rollout } : { state: 'failed', rollout, finding: 'no' };
}

function tickTarget(world: World, node: SimNode): void {
  const ready = node.admitted && world.serves(node.id);
  const goal = ready ? 'healthy' : node.target === 'healthy' ? 'draining' : node.target;
  if (goal !== node.target && world.now - node.targetAt >= CHECK) {
    node.target = goal;
    node.targetAt = world.now;
  }
  if (node.target === 'draining' && world.now - node.targetAt >= DRAIN) node.target = 'drained';
}

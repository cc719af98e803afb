import type { Desired } from '../../../src/cluster/model/index.js';
import type { EngineRelease } from '../../../src/schema/index.js';
import type { World } from './world.js';

/** The move that a rollout makes, or null when the version stays. */
export function pairOf(world: World, desired: Desired): [EngineRelease, EngineRelease] | null {
  const leader = world.raft?.leader ?? null;
  if (leader === null) return null;
  const from = world.node(leader).version;
  return from === desired.engine.version ? null : [{ name: world.engine, version: from }, desired.engine];
}

import { type NodeState, SERVING_CODES } from '../../schema/index.js';
import type { SeenNode } from '../observe/nodes.js';

/**
 * State of a node as operators name it. Down is only what the platform says has stopped; unknown is what is not
 * reached, and a standby that says itself that it hears no leader (474).
 */
export function stateOf({ machine, status }: SeenNode): NodeState {
  if (machine.state === 'stopped' || machine.state === 'gone') return 'down';
  if (!status) return 'unknown';
  const { health_code, removed, initialized, sealed, process } = status.engine;
  if (health_code === null) return process === 'running' ? 'unknown' : 'down';
  if (removed || health_code === 530) return 'removed';
  if (initialized === false) return 'uninitialized';
  if (sealed) return 'sealed';
  if (!SERVING_CODES.has(health_code)) return 'unknown';
  return health_code === 200 ? 'active' : 'standby';
}

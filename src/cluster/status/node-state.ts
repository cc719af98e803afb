import type { NodeState } from '../../schema/index.js';
import type { SeenNode } from '../observe/nodes.js';

/** State of a node as operators name it. Not reached is unknown; down is only what the platform says has stopped. */
export function stateOf({ machine, status }: SeenNode): NodeState {
  if (machine.state === 'stopped' || machine.state === 'gone') return 'down';
  if (!status) return 'unknown';
  const { health_code, removed, initialized, sealed, process } = status.engine;
  if (health_code === null) return process === 'running' ? 'unknown' : 'down';
  if (removed || health_code === 530) return 'removed';
  if (initialized === false) return 'uninitialized';
  if (sealed) return 'sealed';
  return health_code === 200 ? 'active' : 'standby';
}

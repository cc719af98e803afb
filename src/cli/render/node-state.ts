import type { NodeState } from '../../schema/index.js';
import type { Cell } from './table.js';

const COLOURS = {
  active: 'green',
  standby: 'green',
  sealed: 'yellow',
  uninitialized: 'yellow',
  removed: 'red',
  down: 'red',
  unknown: 'yellow',
} as const satisfies Record<NodeState, string>;

/** The state of a node, in the colour of how it is doing. */
export function stateCell(state: NodeState): Cell {
  return { text: state, colour: COLOURS[state] };
}

import { type Stage, step } from '../decision.js';

/** How many differences a reason names; `cdktf diff` shows all. */
const NAMED = 3;

/**
 * The engine is kept as the stack declares it, before anything else is done to its cluster: audit comes first, and a
 * policy of the operator that was changed by hand would have hidden the members.
 */
export const keepSettings: Stage = ({ observed: { cluster, differences } }) => {
  if (cluster === null || differences.length === 0) return null;
  const more = differences.length > NAMED ? [`${differences.length - NAMED} more`] : [];
  const named = [...differences.slice(0, NAMED), ...more].join('; ');
  return step('secure', { type: 'keep-settings', differences }, named);
};

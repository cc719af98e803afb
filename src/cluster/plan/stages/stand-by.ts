import type { Stage } from '../decision.js';
import { nodeOf } from '../situation.js';
import { prepare } from './founding.js';

/**
 * Machines that wait for the cluster of another environment are made ready and not initialized: what is restored into
 * them is that cluster, and a copy that ran beside it would revoke its leases and could be taken for it.
 */
export const standBy: Stage = (situation) => {
  const { desired, observed, wanted } = situation;
  if (!desired.standby || observed.custody.state !== 'none' || observed.cluster !== null) return null;
  const nodes = wanted.map((id) => nodeOf(situation, id));
  if (nodes.some(({ report }) => report === null || report.hasData || report.initialized === true)) return null;
  return prepare(situation, nodes) ?? { kind: 'nothing' };
};

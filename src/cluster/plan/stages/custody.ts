import { type Decision, refused, type Stage, step } from '../decision.js';
import { nodeOf } from '../situation.js';

/** Keys that open nothing are never overwritten by initializing again. */
export const checkKeys: Stage = (situation) => {
  const { observed } = situation;
  const { custody, cluster } = observed;
  if (cluster !== null || custody.state === 'none' || custody.state === 'intent') return null;
  if (custody.state === 'reply') {
    const { machine, report } = nodeOf(situation, custody.node);
    const lost = machine === 'gone' || report?.initialized === false;
    return lost
      ? keysWithoutCluster(`its initialized node ${custody.node} is ${machine === 'gone' ? 'gone' : 'empty'}`)
      : null;
  }
  const reached = observed.nodes.filter(({ machine }) => machine !== 'gone');
  const empty = reached.every(({ report }) => report !== null && !report.hasData && report.initialized !== true);
  return empty && reached.length > 0 ? keysWithoutCluster(`every node is empty`) : null;
};

/** Binds the keys to the cluster that they turned out to open. */
export const confirmKeys: Stage = ({ observed }) => {
  const { custody, cluster } = observed;
  if (custody.state !== 'reply' || cluster === null) return null;
  const { clusterId } = cluster;
  return step('initialize', { type: 'confirm-keys', clusterId }, `the keys in custody open cluster ${clusterId}`);
};

function keysWithoutCluster(why: string): Decision {
  return refused(
    'QRT-KEYS-WITHOUT-CLUSTER',
    `Custody holds the keys of a cluster of this name, but ${why}.`,
    'Restore the cluster from its snapshot (quorate restore), or archive the custody entry by name if its data is not needed.',
  );
}

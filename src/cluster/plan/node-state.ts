import { SERVING_CODES } from '../../schema/index.js';
import type { Observed, ObservedNode } from '../model/index.js';

/** Whether the node's own agent shows a running, unsealed engine of this cluster that serves. */
export function isServing(node: ObservedNode, clusterId: string): boolean {
  const { report } = node;
  return (
    report !== null &&
    node.machine !== 'gone' &&
    report.process === 'running' &&
    report.sealed === false &&
    report.removed !== true &&
    report.clusterId === clusterId &&
    report.healthCode !== null &&
    SERVING_CODES.has(report.healthCode)
  );
}

/**
 * Whether it follows with a seal that the storage is moved to only by its next leader. OpenBao says neither its health nor
 * of which cluster it is until then.
 */
function isAhead({ machine, report }: ObservedNode): boolean {
  const isOpen = report?.process === 'running' && report.sealed === false;
  return machine !== 'gone' && isOpen && report.migration === true && report.clusterId === null;
}

/** Serving by its own word, and not called unhealthy by the leader's autopilot: both have to agree. */
export function isLive(node: ObservedNode, observed: Observed): boolean {
  const { cluster } = observed;
  if (cluster === null) return false;
  const healthy = cluster.membership?.servers.find((server) => server.id === node.id)?.healthy;
  return isServing(node, cluster.clusterId) ? healthy !== false : isAhead(node) && healthy === true;
}

/** Whether it is proven that nothing of ours runs on the machine: by the platform, or by the operator's word (law 9). */
export function isProvenDead(node: ObservedNode, observed: Observed): boolean {
  return node.machine === 'gone' || node.machine === 'stopped' || observed.facts.declaredLost.includes(node.id);
}

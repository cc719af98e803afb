import { isIP } from 'node:net';
import type { JsonGeneralNames } from '@peculiar/x509';
import type { EnrolledIdentity } from './signer.js';

/**
 * The name that every node of a cluster answers to: TLS server name for whoever does not care which node it reaches.
 * `.internal` is reserved for names that no public resolver will ever know.
 */
export function clusterServerName(clusterName: string): string {
  return `${clusterName}.quorate.internal`;
}

/**
 * Subject alternative names of a node: itself, its cluster, the balancer in front of it, and the loopback names under
 * which the node's own agent dials it.
 */
export function nodeNames(identity: EnrolledIdentity): JsonGeneralNames {
  const { machine_id, address, cluster_name, balancer_address, names = [] } = identity;
  const all = new Set([
    machine_id,
    `${machine_id}.${clusterServerName(cluster_name)}`,
    clusterServerName(cluster_name),
    'localhost',
    address,
    '127.0.0.1',
    ...(balancer_address === null ? [] : [balancer_address]),
    ...names,
  ]);
  return [...all].map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));
}

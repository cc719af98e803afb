import { quorateCluster } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_cluster`: the members as one cluster; its update converges the membership. */
export class QuorateCluster extends resourceClass(quorateCluster) {}

import { quorateLoadBalancer } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_load_balancer`: the local platform's balancer. */
export class QuorateLoadBalancer extends resourceClass(quorateLoadBalancer) {}

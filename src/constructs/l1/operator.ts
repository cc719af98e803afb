import { quorateOperator } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_operator`: the key that lets deploys into machines. */
export class QuorateOperator extends resourceClass(quorateOperator) {}

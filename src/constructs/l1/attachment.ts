import { quorateAttachment } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_attachment`: a machine behind a load balancer. */
export class QuorateAttachment extends resourceClass(quorateAttachment) {}

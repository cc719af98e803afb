import { quorateSeal } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_seal`: the transit seal server of the local platform. */
export class QuorateSeal extends resourceClass(quorateSeal) {}

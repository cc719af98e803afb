import { quorateMachine } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_machine`: a machine of the local platform. */
export class QuorateMachine extends resourceClass(quorateMachine) {}

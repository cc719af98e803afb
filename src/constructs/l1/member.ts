import { quorateMember } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_member`: the enrolment of a machine. */
export class QuorateMember extends resourceClass(quorateMember) {}

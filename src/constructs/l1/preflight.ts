import { quoratePreflight } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_preflight`: refuses a plan that the account has no room or no permission for. */
export class QuoratePreflight extends resourceClass(quoratePreflight) {}

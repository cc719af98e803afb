import * as z from 'zod';
import { environmentName, machineId } from '../names.js';
import { computed, required, resourceSchema } from './attributes.js';

/**
 * One machine behind one balancer. It is a resource of its own, replaced with its machine, so that a new target is
 * attached before the cluster converges and the old one detached after it.
 */
export const quorateAttachment = resourceSchema('quorate_attachment', 'A machine behind a load balancer.', {
  environment: required(environmentName, { requiresReplace: true }),
  load_balancer_id: required(z.string(), { requiresReplace: true }),
  machine_id: required(machineId, { requiresReplace: true }),
  address: required(z.string(), { requiresReplace: true }),
  id: computed(z.string()),
});

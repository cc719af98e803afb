import * as z from 'zod';
import { environmentName, imageDigest, machineId } from '../names.js';
import { computed, optional, required, resourceSchema } from './attributes.js';

/** The enrolment of one machine: host key pinned, certificate signed, runtime configuration delivered. */
export const quorateMember = resourceSchema('quorate_member', 'A machine enrolled as a member-to-be.', {
  environment: required(environmentName, { requiresReplace: true }),
  machine_id: required(machineId, { requiresReplace: true }),
  address: required(z.string(), { requiresReplace: true }),
  slot: required(z.string(), { requiresReplace: true }),
  zone: required(z.string(), { requiresReplace: true }),
  image: required(imageDigest, { requiresReplace: true }),
  engine_version: required(z.string()),
  cluster_name: required(z.string()),
  balancer_address: optional(z.string(), { description: 'Address of the balancer, a name in the certificate.' }),
  id: computed(machineId),
  enrolled: computed(z.boolean(), { description: 'Whether the machine holds a certificate that is still good.' }),
});

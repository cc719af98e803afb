import * as z from 'zod';
import { environmentName } from '../names.js';
import { computed, optional, required, resourceSchema } from './attributes.js';
import { machineStatus } from './machine.js';

/** The local platform's balancer: layer 4, health checks, draining, fails open as a network load balancer does. */
export const quorateLoadBalancer = resourceSchema('quorate_load_balancer', 'A load balancer of the local platform.', {
  environment: required(environmentName, { requiresReplace: true }),
  bind_address: optional(z.ipv4(), {
    requiresReplace: true,
    description: 'Loopback address to listen on; one is chosen when it is left out.',
  }),
  id: computed(z.string()),
  status: computed(machineStatus, { description: 'Planned as running: a balancer that ended is started again.' }),
  address: computed(z.string(), { description: 'Address on which clients reach the cluster.' }),
});

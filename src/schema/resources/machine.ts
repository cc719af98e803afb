import * as z from 'zod';
import { machineLimits } from '../machine-limits.js';
import { environmentName, imageDigest, machineId } from '../names.js';
import { computed, optional, required, resourceSchema } from './attributes.js';

/**
 * State of a machine as its platform reports it. `halted` is one that stopped together with most of its cluster: its
 * data is needed, so it is started again and not replaced.
 */
export const machineStatus = z.enum(['running', 'stopped', 'halted', 'unknown']);
export type MachineStatus = z.infer<typeof machineStatus>;

const fixed = { requiresReplace: true };

/** One machine object of the local platform. Nothing about it changes during its life: a change is a new machine. */
export const quorateMachine = resourceSchema('quorate_machine', 'A machine of the local platform.', {
  environment: required(environmentName, fixed),
  role: required(z.enum(['member', 'seal']), fixed),
  slot: required(z.string(), { ...fixed, description: 'Place in the cluster; a machine is replaced, its slot stays.' }),
  zone: required(z.string(), fixed),
  image: required(imageDigest, { ...fixed, description: 'Digest of the image that it boots from.' }),
  limits: optional(machineLimits, { ...fixed, description: 'What of this computer a real machine may use.' }),
  id: computed(machineId, { description: 'Identity of this machine object, never used again.' }),
  address: computed(z.string(), { description: 'Address of this machine object alone.' }),
  status: computed(machineStatus, { description: 'Planned as running: anything else seen is a reason to replace.' }),
});

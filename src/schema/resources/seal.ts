import * as z from 'zod';
import { environmentName, imageDigest } from '../names.js';
import { computed, required, resourceSchema } from './attributes.js';
import { machineStatus } from './machine.js';

/** The local platform's own transit server: a single engine that is no member of any cluster. */
export const quorateSeal = resourceSchema('quorate_seal', 'A transit seal server of the local platform.', {
  environment: required(environmentName, { requiresReplace: true }),
  kind: required(z.literal('transit'), { requiresReplace: true }),
  image: required(imageDigest, { description: 'Image of the seal server; it is changed in place, the key stays.' }),
  id: computed(z.string()),
  status: computed(machineStatus, { description: 'Planned as running: a server that stopped is started again.' }),
  address: computed(z.string(), { description: 'URL of the seal server.' }),
  key_name: computed(z.string(), { description: 'Name of the transit key.' }),
  mount_path: computed(z.string(), { description: 'Path of the transit mount.' }),
});

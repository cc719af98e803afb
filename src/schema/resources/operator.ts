import * as z from 'zod';
import { environmentName } from '../names.js';
import { machineSite } from '../site.js';
import { computed, optional, required, resourceSchema } from './attributes.js';

/** Whoever deploys an environment, as its machines know them: by the public half of a key of the working store. */
export const quorateOperator = resourceSchema('quorate_operator', 'The key that lets deploys into machines.', {
  environment: required(environmentName, { requiresReplace: true }),
  site: optional(machineSite, { description: 'Where machines will be that the provider does not make itself.' }),
  id: computed(z.string()),
  public_key: computed(z.string(), { description: 'As OpenSSH writes it.' }),
});

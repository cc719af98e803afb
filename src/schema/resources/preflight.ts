import * as z from 'zod';
import { environmentName, imageDigest } from '../names.js';
import { computed, optional, required, resourceSchema } from './attributes.js';

/** What an account has to have room for before a deploy makes anything there. */
export const quoratePreflight = resourceSchema(
  'quorate_preflight',
  'Refuses a plan that the account has no room or no permission for.',
  {
    environment: required(environmentName, { requiresReplace: true }),
    region: required(z.string()),
    instance_type: required(z.string()),
    image: required(imageDigest, { description: 'Machines of another image are replaced.' }),
    slots: required(z.array(z.string()), { description: 'One machine each, spread over the zones in turn.' }),
    zones: required(z.array(z.string())),
    subnet_ids: required(z.array(z.string()), { description: 'One a zone.' }),
    own_network: required(z.boolean(), { description: 'Whether the network is made by the first deploy.' }),
    interfaces: required(z.number().int(), {
      description: 'Addresses that a first deploy takes in each subnet beside those of machines.',
    }),
    seal_key: optional(z.string(), { description: 'Key that unseals, where KMS does.' }),
    id: computed(z.string()),
    refused: computed(z.array(z.string()), {
      description: 'Codes that a deploy is refused for; none once it is there.',
    }),
  },
);

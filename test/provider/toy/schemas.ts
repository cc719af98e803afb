import * as z from 'zod';
import { computed, optional, required, resourceSchema } from '../../../src/schema/resources/index.js';

/** Machine-like: `name` cannot change, `content` can, a stopped one is replaced. */
export const toyThing = resourceSchema('quorate_thing', 'A file.', {
  name: required(z.string().regex(/^[a-z]+$/, 'a name is lower-case letters'), {
    requiresReplace: true,
    cure: 'Rename the thing.',
  }),
  content: optional(z.string(), { default: 'empty' }),
  id: computed(z.string()),
  path: computed(z.string()),
  status: computed(z.enum(['running', 'stopped'])),
});

/** Cluster-like: converges to its members, plans its steps. */
export const toyGroup = resourceSchema('quorate_group', 'A set of things.', {
  name: required(z.string()),
  members: required(z.record(z.string(), z.object({ thing_id: z.string(), note: z.string().nullable() }))),
  deletion_protection: optional(z.boolean(), { default: false }),
  id: computed(z.string()),
  present: computed(z.number()),
  steps: computed(z.array(z.object({ step: z.string(), reason: z.string() })).nullable()),
});

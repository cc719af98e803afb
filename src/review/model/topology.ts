import * as z from 'zod';
import { safeText } from '../mask/safe-text.js';
import { fate } from './quorum.js';

/** One thing in the picture. `change` is its place in the list of changes, null where nothing is planned for it. */
export const topologyNode = z.object({
  id: z.string(),
  kind: z.enum(['cluster', 'machine', 'seal', 'balancer', 'store', 'network', 'other']),
  label: safeText,
  detail: safeText.nullable(),
  zone: safeText.nullable(),
  fate,
  change: z.int().nullable(),
});
export type TopologyNode = z.infer<typeof topologyNode>;

/** What the clusters consist of and how it hangs together, for the picture. */
export const topology = z.object({
  nodes: z.array(topologyNode),
  edges: z.array(z.object({ from: z.string(), to: z.string(), fate })),
  /** Things left out because the picture would not be readable. */
  omitted: z.int(),
});
export type Topology = z.infer<typeof topology>;

import * as z from 'zod';
import { DurableDocument } from '../durable-file.js';
import type { AgentHome } from '../home.js';

const document = z.object({ token: z.string().min(1) });

/** The token with which this node's engine reaches its transit seal, 0600 on the machine. */
export function sealToken(home: AgentHome): DurableDocument<z.infer<typeof document>> {
  return new DurableDocument(home.sealToken, document);
}

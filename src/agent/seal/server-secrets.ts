import * as z from 'zod';
import { DurableDocument } from '../durable-file.js';
import type { AgentHome } from '../home.js';

/**
 * What the lab's seal server keeps on its own machine, 0600, so that it can come back from a reboot by itself.
 * Whoever reads this file can unseal it: that is the price of an unattended lab, and why it exists only there.
 */
const serverSecrets = z.object({
  unseal_key: z.string(),
  /** Present only until the server is set up; revoked then. */
  root_token: z.string().optional(),
  /** May only issue tokens of the role `member`. */
  minter_token: z.string().optional(),
});
export type ServerSecrets = z.infer<typeof serverSecrets>;

/** The document that holds them. */
export function serverSecretsOf(home: AgentHome): DurableDocument<ServerSecrets> {
  return new DurableDocument(home.sealServer, serverSecrets);
}

import * as z from 'zod';

const text = z.string().min(1);

/**
 * What keeps a cluster's root key, as nodes are told. Nothing of it is secret: credentials come from the machine's own
 * role, or from a file or variables on the machine.
 */
export const sealConfiguration = z.discriminatedUnion('type', [
  z.object({ type: z.literal('shamir') }),
  z.object({ type: z.literal('transit'), address: text, key_name: text, mount_path: text }),
  z.object({
    type: z.literal('awskms'),
    region: text,
    kms_key_id: text,
    /** URL of a server that is not Amazon's, or of an endpoint in a network of one's own. */
    endpoint: text.optional(),
    /** Path of a file of credentials on the machine, in the form of the AWS tools; the machine's role without. */
    credentials_file: text.optional(),
  }),
  z.object({ type: z.literal('azurekeyvault'), tenant_id: text, vault_name: text, key_name: text }),
  z.object({ type: z.literal('gcpckms'), project: text, region: text, key_ring: text, crypto_key: text }),
  z.object({ type: z.literal('pkcs11'), lib: text, token_label: text, key_label: text }),
]);
export type SealConfiguration = z.infer<typeof sealConfiguration>;

/** What keeps the cluster's root key. `file`-less by design: every kind is the engine's own seal stanza. */
export const sealType = z.enum(['shamir', 'transit', 'awskms', 'azurekeyvault', 'gcpckms', 'pkcs11']);
export type SealType = z.infer<typeof sealType>;

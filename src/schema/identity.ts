import * as z from 'zod';
import { environmentName, imageDigest, machineId } from './names.js';

/** What a machine is told that its platform does not know. Public: nothing in it is secret. */
export const identitySeed = z.object({
  environment: environmentName,
  /** `member` is a node of the cluster; `seal` is the local platform's own transit server. */
  role: z.enum(['member', 'seal']),
  slot: z.string(),
  image: imageDigest,
  /** What a machine of its own has to know beside; absent where machines are processes. */
  access: z
    .object({
      /** The public key, as OpenSSH writes it, of the operator who made the machine. */
      operator_key: z.string().regex(/^ssh-ed25519 \S+/),
      /** Networks (CIDR) from which operators, members and balancers may come. */
      operators: z.array(z.cidrv4()),
      members: z.array(z.cidrv4()),
      balancers: z.array(z.cidrv4()),
    })
    .optional(),
  /** The account of a cloud that the machine is in; absent where there is none. */
  account: z
    .object({
      region: z.string(),
      /** The role that the engine takes on by the agent's help: the machine's own permissions are the agent's. */
      engine_role: z.string(),
    })
    .optional(),
});
export type IdentitySeed = z.infer<typeof identitySeed>;

/**
 * What a machine is: told whole where our own platform boots it (`identity.json`, or its user data), completed by the
 * machine itself from the metadata service of a cloud. Nothing in it changes during the machine's life.
 */
export const identityDocument = identitySeed.extend({
  machine_id: machineId,
  zone: z.string(),
  /** Address of this machine object alone; the API, cluster and probe ports are bound on it. */
  address: z.string(),
});
export type IdentityDocument = z.infer<typeof identityDocument>;

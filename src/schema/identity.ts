import * as z from 'zod';
import { environmentName, imageDigest, machineId } from './names.js';

/**
 * What a machine is told about itself when it boots: user data on a cloud, `identity.json` on the process driver.
 * It is public: nothing in it is secret, and nothing in it changes during the machine's life.
 */
export const identityDocument = z.object({
  environment: environmentName,
  machine_id: machineId,
  /** `member` is a node of the cluster; `seal` is the local platform's own transit server. */
  role: z.enum(['member', 'seal']),
  slot: z.string(),
  zone: z.string(),
  /** Address of this machine object alone; the API, cluster and probe ports are bound on it. */
  address: z.string(),
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
});
export type IdentityDocument = z.infer<typeof identityDocument>;

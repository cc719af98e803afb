import * as z from 'zod';

/** A customer's own authority, which certifies that of the servers of an environment when it is made. */
export const authorityPlace = z.strictObject({
  /** File of the roots that clients trust already, PEM; relative to the project. */
  roots: z.string().min(1),
  /**
   * Program and arguments that read a request (PKCS #10, PEM) and print the certificate over its key with all that it is
   * under; run in the project's folder by whoever deploys.
   */
  sign: z.array(z.string()).min(1),
});
export type AuthorityPlace = z.infer<typeof authorityPlace>;

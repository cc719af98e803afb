import * as z from 'zod';

/** Name of an environment: the id of its Terraform stack and of its folder in the environment store. */
export const environmentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'an environment is named with 1 to 31 lower-case letters, digits and dashes');

/** Stable key of a place in the cluster: a, b, c … A machine is replaced, its slot stays. */
export const slotName = z.string().regex(/^[a-z]$/, 'a slot is one lower-case letter');

/**
 * Identity of one machine object, and its raft node_id: `<slot>-<8 random>`.
 * Made at create and never used again, so that no machine can be mistaken for an earlier one.
 */
export const machineId = z.string().regex(/^[a-z]+-[0-9a-z]{8}$/, 'a machine id is <slot>-<8 letters or digits>');

/** Digest of an image's declared inputs, known before the image is baked. */
export const imageDigest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hex digits');

/** The engines whose clusters can be built. */
export const engineName = z.enum(['vault', 'openbao']);
export type EngineName = z.infer<typeof engineName>;

/** An exact engine release. */
export const engineRelease = z.object({ name: engineName, version: z.string().regex(/^\d+\.\d+\.\d+/) });
export type EngineRelease = z.infer<typeof engineRelease>;

/** Ports of every node. Addresses are unique per machine, so ports never have to be. */
export const PORTS = { api: 8200, cluster: 8201, probe: 8202 } as const;

/** Where the engine's certificate authentication of ours is mounted; `cert` is left to the user. */
export const CERTIFICATE_MOUNT = 'quorate';

/** Where the engine keeps the issuer by which nodes have their own keys certified anew. */
export const RENEWAL_MOUNT = 'quorate-pki';

/** The text as a machine's id, or undefined when it is none. */
export function machineIdOf(text: string): string | undefined {
  return machineId.safeParse(text).data;
}

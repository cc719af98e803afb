/**
 * Who may do what on a cluster, by a certificate of the client authority.
 *
 * - `observer` reads the cluster's state.
 * - `operator` calls exactly the endpoints of the convergence's steps.
 * - `configure` changes our own policies, authentication and audit; it is not for CI.
 * - `restore` puts a snapshot back; it is not for CI either.
 * - `admin` may do everything; it exists by default only in a lab.
 */
export const ROLES = ['observer', 'operator', 'configure', 'restore', 'admin'] as const;
export type RoleName = (typeof ROLES)[number];

/**
 * Certificate roles of the engine: those of people and two more. `gate` is a second, narrower one of the operator's
 * certificate; `agent` is what every node's own certificate gives it.
 */
export type LoginRole = RoleName | 'gate' | 'agent';

/** Common name of an operator's certificate: what the engine's certificate role matches, exactly. */
export function commonNameOf(role: RoleName): string {
  return `quorate ${role}`;
}

/** Organizational unit of every node's certificate: nodes have different common names and log in under one role. */
export const NODE_UNIT = 'quorate node';

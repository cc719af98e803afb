import type { ClusterSpec } from '../cluster/index.js';
import { ROLES, type RoleName } from '../custody/index.js';
import { EngineError, EngineUnreachable, type TokenGrant } from '../engine/index.js';
import { type Environment, withCluster } from '../environment/index.js';
import { CERTIFICATE_MOUNT, QuorateError } from '../schema/index.js';

/**
 * A token of this role, by certificate login through the load balancer, where there is one.
 *
 * @throws QuorateError `QRT-ROLE` when there is no such role in this environment, `QRT-UNREACHABLE` when nothing
 * answers.
 */
export async function requestToken(environment: Environment, spec: ClusterSpec, role: string): Promise<TokenGrant> {
  if (!isRole(role)) throw noSuchRole(environment.name, role, 'roles are');
  const address = entryAddress(spec);
  return await withCluster(environment, spec.name, async ({ logins }) => {
    try {
      const client = await logins.connect(role, address);
      return await client.cert(CERTIFICATE_MOUNT).login(role);
    } catch (error) {
      if (error instanceof EngineUnreachable) throw unreachable(environment.name, error);
      // The engine names no reason when a role is not there: it knows the certificate or it does not.
      if (error instanceof EngineError && (error.status === 400 || error.status === 403)) {
        throw noSuchRole(environment.name, role, 'its cluster does not accept this role; there may be');
      }
      throw error;
    }
  });
}

/** Where clients reach the cluster: the balancer, or the first member where there is none. */
export function entryAddress({ balancer_address, members }: ClusterSpec): string {
  const address = balancer_address ?? Object.values(members)[0]?.address;
  if (address === undefined) throw new Error('the cluster was deployed without members');
  return address;
}

function isRole(role: string): role is RoleName {
  return (ROLES as readonly string[]).includes(role);
}

function noSuchRole(environment: string, role: string, what: string): QuorateError {
  return new QuorateError(
    'QRT-ROLE',
    `there is no role "${role}" in ${environment}: ${what} ${ROLES.join(', ')}`,
    'Choose one with --role. The role admin exists by default only in a lab: elsewhere administration starts with a ceremony of the share holders.',
  );
}

function unreachable(environment: string, cause: EngineUnreachable): QuorateError {
  return new QuorateError(
    'QRT-UNREACHABLE',
    `nothing answers where clients reach ${environment}: ${cause.message}`,
    `\`quorate status ${environment}\` says what is wrong.`,
    { cause },
  );
}

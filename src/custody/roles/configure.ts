import { CERTIFICATE_MOUNT, RENEWAL_MOUNT } from '../../schema/index.js';
import type { PolicyRules } from './policy.js';

/** Names of the user's that are declared in the stack, and so are for `configure` to change. */
export interface ConfigurableNames {
  readonly policies: readonly string[];
  /** Paths of auth methods. */
  readonly auth_methods: readonly string[];
}

/**
 * Changes to our own policies, certificate roles and audit devices, and to what of the user's the stack declares by
 * name; everything else of users is out of reach. Whoever holds it can give himself more, which is why it is not for CI
 * and its use shows in the audit log.
 */
export function configureRules({ policies, auth_methods }: ConfigurableNames): PolicyRules {
  return {
    ...ownRules,
    ...Object.fromEntries(policies.map((name) => [`sys/policies/acl/${name}`, CHANGE])),
    ...Object.fromEntries(
      auth_methods.flatMap((path) => [
        [`sys/auth/${path}`, [...CHANGE, 'sudo']],
        [`sys/auth/${path}/tune`, ['read', 'update', 'sudo']],
      ]),
    ),
  };
}

const CHANGE = ['create', 'read', 'update', 'delete'] as const;

const ownRules: PolicyRules = {
  'sys/policies/acl': ['list'],
  'sys/policies/acl/quorate-*': ['create', 'read', 'update', 'delete'],
  'sys/auth': ['read'],
  [`sys/auth/${CERTIFICATE_MOUNT}`]: ['create', 'read', 'update', 'sudo'],
  [`sys/auth/${CERTIFICATE_MOUNT}/tune`]: ['read', 'update', 'sudo'],
  [`auth/${CERTIFICATE_MOUNT}/certs`]: ['list'],
  [`auth/${CERTIFICATE_MOUNT}/certs/*`]: ['create', 'read', 'update', 'delete'],
  // The issuer by which nodes renew their certificates.
  'sys/mounts': ['read'],
  [`sys/mounts/${RENEWAL_MOUNT}`]: ['create', 'read', 'update'],
  [`sys/mounts/${RENEWAL_MOUNT}/tune`]: ['read', 'update'],
  [`${RENEWAL_MOUNT}/*`]: ['create', 'read', 'update', 'delete', 'list'],
  'sys/audit': ['read', 'sudo'],
  'sys/audit/quorate-*': ['create', 'update', 'delete', 'sudo'],
  'sys/storage/raft/autopilot/configuration': ['read', 'update'],
  'auth/token/lookup-self': ['read'],
};

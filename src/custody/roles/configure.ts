import { CERTIFICATE_MOUNT } from '../../schema/index.js';
import type { PolicyRules } from './policy.js';

/**
 * Changes to our own policies, certificate roles and audit devices; those of users are out of reach. Whoever holds it
 * can give himself more, which is why it is not for CI and its use shows in the audit log.
 */
export const configureRules: PolicyRules = {
  'sys/policies/acl': ['list'],
  'sys/policies/acl/quorate-*': ['create', 'read', 'update', 'delete'],
  'sys/auth': ['read'],
  [`sys/auth/${CERTIFICATE_MOUNT}`]: ['create', 'read', 'update', 'sudo'],
  [`sys/auth/${CERTIFICATE_MOUNT}/tune`]: ['read', 'update', 'sudo'],
  [`auth/${CERTIFICATE_MOUNT}/certs`]: ['list'],
  [`auth/${CERTIFICATE_MOUNT}/certs/*`]: ['create', 'read', 'update', 'delete'],
  'sys/audit': ['read', 'sudo'],
  'sys/audit/quorate-*': ['create', 'update', 'delete', 'sudo'],
  'sys/storage/raft/autopilot/configuration': ['read', 'update'],
  'auth/token/lookup-self': ['read'],
};

import type { PolicyRules } from './policy.js';

/**
 * Puts a snapshot back. It also sets back who may do what, so that it is a role of its own, for people and not for CI;
 * its use shows in the audit log.
 */
export const restoreRules: PolicyRules = {
  'sys/storage/raft/snapshot': ['update'],
  'sys/storage/raft/snapshot-force': ['update'],
  'auth/token/lookup-self': ['read'],
};

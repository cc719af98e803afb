import type { PolicyRules } from './policy.js';

/** A node takes snapshots, whose content only the seal opens. Its certificate says which node it is. */
export const agentRules: PolicyRules = {
  'sys/storage/raft/snapshot': ['read'],
  'auth/token/lookup-self': ['read'],
  'auth/token/renew-self': ['update'],
};

import type { PolicyRules } from './policy.js';

/** Reads of the cluster's own state; no secrets, no leases, no configuration of others. */
export const observerRules: PolicyRules = {
  'sys/storage/raft/configuration': ['read'],
  'sys/storage/raft/autopilot/state': ['read'],
  'sys/storage/raft/autopilot/configuration': ['read'],
  'sys/version-history': ['list'],
  'sys/ha-status': ['read'],
  'sys/host-info': ['read'],
  'sys/config/state/sanitized': ['read'],
  'sys/metrics': ['read'],
  'auth/token/lookup-self': ['read'],
};

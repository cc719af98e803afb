import { observerRules } from './observer.js';
import type { PolicyRules } from './policy.js';

/**
 * What the steps of a convergence call. Nothing of sys/policies and sys/audit, and of sys/auth only the list: a deploy
 * can change who is a member, never who may do what. `promote` and `demote` exist on OpenBao only.
 */
export const operatorRules: PolicyRules = {
  ...observerRules,
  // Which plugins a new engine has to have.
  'sys/mounts': ['read'],
  'sys/auth': ['read'],
  'sys/storage/raft/autopilot/configuration': ['read', 'update'],
  'sys/storage/raft/snapshot': ['read'],
  'sys/storage/raft/remove-peer': ['update'],
  'sys/storage/raft/promote': ['update'],
  'sys/storage/raft/demote': ['update'],
  'sys/step-down': ['update', 'sudo'],
  // A rotated key changes nothing that anybody holds.
  'sys/key-status': ['read'],
  'sys/rotate': ['update', 'sudo'],
};

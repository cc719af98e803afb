import { adminRules } from './admin.js';
import { agentRules } from './agent.js';
import { type ConfigurableNames, configureRules } from './configure.js';
import { gateRules } from './gate.js';
import { observerRules } from './observer.js';
import { operatorRules } from './operator.js';
import { type PolicyDocument, type PolicyRules, policyDocument } from './policy.js';
import { restoreRules } from './restore.js';
import type { LoginRole } from './role.js';

const rules: Readonly<Record<Exclude<LoginRole, 'configure'>, PolicyRules>> = {
  observer: observerRules,
  operator: operatorRules,
  gate: gateRules,
  restore: restoreRules,
  agent: agentRules,
  admin: adminRules,
};

/** Which roles exist on a cluster. */
export interface RoleSelection {
  /** Whether there is an administrator by certificate: the default of a lab only. */
  readonly admin: boolean;
}

/** Names of the roles that exist. */
export function loginRoles({ admin }: RoleSelection): LoginRole[] {
  return ['observer', 'operator', 'gate', 'configure', 'restore', 'agent', ...(admin ? (['admin'] as const) : [])];
}

/** Name of a role's policy; users' policies are never called so. */
export function policyNameOf(role: LoginRole): string {
  return `quorate-${role}`;
}

/** The policies of all roles that exist, for the executor to write. */
export function policyDocuments(
  selection: RoleSelection,
  names: ConfigurableNames = { policies: [], auth_methods: [] },
): PolicyDocument[] {
  const rulesOf = (role: LoginRole) => (role === 'configure' ? configureRules(names) : rules[role]);
  return loginRoles(selection).map((role) => policyDocument(policyNameOf(role), rulesOf(role)));
}

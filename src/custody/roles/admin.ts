import type { PolicyRules } from './policy.js';

/** Everything. By default only in a lab; elsewhere administration starts with a ceremony. */
export const adminRules: PolicyRules = { '*': ['create', 'read', 'update', 'delete', 'list', 'sudo'] };

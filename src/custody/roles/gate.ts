import type { PolicyRules } from './policy.js';

/**
 * The trust gate writes through a node by logging in there for a service token and revoking it again. Nothing else can
 * be done with such a token.
 */
export const gateRules: PolicyRules = { 'auth/token/revoke-self': ['update'] };

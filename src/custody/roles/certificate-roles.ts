import { type Authorities, bundle } from '../signer.js';
import { loginRoles, policyNameOf, type RoleSelection } from './documents.js';
import { commonNameOf, type LoginRole, NODE_UNIT } from './role.js';

/** A role of the engine's certificate authentication: the body of `auth/<mount>/certs/<name>`. */
export interface CertificateRole {
  readonly name: LoginRole;
  readonly body: {
    readonly certificate: string;
    readonly allowed_common_names?: readonly string[];
    readonly allowed_organizational_units?: readonly string[];
    readonly token_policies: readonly string[];
    readonly token_no_default_policy: boolean;
    /** Batch tokens are not written to storage: logging in for them changes nothing. */
    readonly token_type: 'batch' | 'service';
    /** Seconds. */
    readonly token_ttl: number;
    /** Seconds. */
    readonly token_max_ttl: number;
  };
}

const MINUTE = 60;

const tokens: Readonly<Record<LoginRole, { type: 'batch' | 'service'; ttl: number; max: number }>> = {
  observer: { type: 'batch', ttl: 5 * MINUTE, max: 5 * MINUTE },
  operator: { type: 'batch', ttl: 15 * MINUTE, max: 15 * MINUTE },
  gate: { type: 'service', ttl: MINUTE, max: MINUTE },
  configure: { type: 'batch', ttl: 5 * MINUTE, max: 5 * MINUTE },
  agent: { type: 'service', ttl: 15 * MINUTE, max: 60 * MINUTE },
  admin: { type: 'service', ttl: 60 * MINUTE, max: 8 * 60 * MINUTE },
};

/**
 * The certificate roles that exist, for the executor to write. The authority is the gate (a listener's own list of
 * authorities rejects nobody), the name makes it one role; two authorities during a roll-over are both in it.
 */
export function certificateRoles(authorities: Authorities, selection: RoleSelection): CertificateRole[] {
  return loginRoles(selection).map((name) => {
    const { type, ttl, max } = tokens[name];
    return {
      name,
      body: {
        ...holderOf(name, authorities),
        token_policies: [policyNameOf(name)],
        // An administrator uses what every user of the engine has; the others have exactly what is written down.
        token_no_default_policy: name !== 'admin',
        token_type: type,
        token_ttl: ttl,
        token_max_ttl: max,
      },
    };
  });
}

function holderOf(name: LoginRole, { server, client }: Authorities) {
  if (name === 'agent') return { certificate: bundle(server), allowed_organizational_units: [NODE_UNIT] };
  return { certificate: bundle(client), allowed_common_names: [commonNameOf(name === 'gate' ? 'operator' : name)] };
}

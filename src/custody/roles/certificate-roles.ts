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
    readonly token_ttl: string;
    readonly token_max_ttl: string;
  };
}

const tokens: Readonly<Record<LoginRole, { type: 'batch' | 'service'; ttl: string; max: string }>> = {
  observer: { type: 'batch', ttl: '5m', max: '5m' },
  operator: { type: 'batch', ttl: '15m', max: '15m' },
  gate: { type: 'service', ttl: '1m', max: '1m' },
  configure: { type: 'batch', ttl: '5m', max: '5m' },
  // Kept in storage, so that its disappearance proves that the snapshot has taken the storage's place.
  restore: { type: 'service', ttl: '1h', max: '1h' },
  agent: { type: 'batch', ttl: '15m', max: '15m' },
  admin: { type: 'service', ttl: '1h', max: '8h' },
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

import { machineIdOf, RENEWAL_MOUNT } from '../../schema/index.js';
import { nodeNames } from '../node-names.js';
import { type Authorities, bundle, type EnrolledIdentity } from '../signer.js';
import { LIFETIME } from '../x509/validity.js';
import type { CertificateRole } from './certificate-roles.js';
import { NODE_UNIT } from './role.js';

/** What a node needs on the engine to certify its own key anew, and no other node's. */
export interface Renewal {
  /** Name of policy and of certificate role. */
  readonly name: string;
  /** HCL. */
  readonly policy: string;
  /** Body of the role of the certificate logins. */
  readonly login: CertificateRole['body'];
  /** Name and body of the role that signs. */
  readonly signer: { readonly name: string; readonly body: Readonly<Record<string, unknown>> };
}

const POLICY_PREFIX = 'quorate-node-';
const HOUR_MS = 3_600_000;

/**
 * The role that signs says subject, usages and lifetime; the policy says which names may be asked for, to the letter:
 * an engine's role cannot say which addresses. Nothing of it is the node's own word but its key.
 */
export function renewalOf(identity: EnrolledIdentity, authorities: Authorities): Renewal {
  const { machine_id, cluster_name } = identity;
  const { dns, ips } = namesOf(identity);
  const name = `${POLICY_PREFIX}${machine_id}`;
  return {
    name,
    policy: policyOf(machine_id, dns, ips),
    login: {
      certificate: bundle(authorities.server),
      allowed_common_names: [machine_id],
      allowed_organizational_units: [NODE_UNIT],
      token_policies: [name],
      token_no_default_policy: true,
      token_type: 'batch',
      token_ttl: '5m',
      token_max_ttl: '5m',
    },
    signer: {
      name: machine_id,
      body: {
        allowed_domains: dns,
        allow_bare_domains: true,
        allow_subdomains: false,
        allow_localhost: true,
        allow_ip_sans: true,
        use_csr_common_name: false,
        use_csr_sans: false,
        server_flag: true,
        client_flag: true,
        key_type: 'ec',
        key_bits: 256,
        key_usage: ['DigitalSignature'],
        ou: [NODE_UNIT],
        organization: [cluster_name],
        ttl: LIFETIME.server / 1000,
        max_ttl: LIFETIME.server / 1000,
        not_before_duration: 300,
        no_store: true,
      },
    },
  };
}

/** The machine that a policy of this name is of; undefined when it is not one of these. */
export function renewedBy(policy: string): string | undefined {
  return policy.startsWith(POLICY_PREFIX) ? machineIdOf(policy.slice(POLICY_PREFIX.length)) : undefined;
}

/** Longest that the mount may sign for, as the engine writes it. */
export const RENEWAL_TTL = `${LIFETIME.server / HOUR_MS}h`;

/** In the order in which a node asks for them. */
function namesOf(identity: EnrolledIdentity): { dns: string[]; ips: string[] } {
  const names = nodeNames(identity);
  const of = (type: string) => names.flatMap((name) => (name.type === type ? [String(name.value)] : [])).toSorted();
  return { dns: of('dns'), ips: of('ip') };
}

function policyOf(id: string, dns: readonly string[], ips: readonly string[]): string {
  const list = (values: readonly string[]) => `["${values.join(',')}"]`;
  return [
    `path "${RENEWAL_MOUNT}/sign/${id}" {`,
    '  capabilities = ["update"]',
    '  allowed_parameters = {',
    '    "csr"         = []',
    `    "common_name" = ${list([id])}`,
    `    "alt_names"   = ${list(dns)}`,
    `    "ip_sans"     = ${list(ips)}`,
    '  }',
    '}',
    '',
  ].join('\n');
}

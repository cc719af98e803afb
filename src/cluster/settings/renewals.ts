import { X509Certificate } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { RENEWAL_TTL, type Renewal, renewalOf, renewedBy, type Signer } from '../../custody/index.js';
import { type EngineClient, EngineError } from '../../engine/index.js';
import { CERTIFICATE_MOUNT, RENEWAL_MOUNT } from '../../schema/index.js';
import { type ClusterSpec, membersOf } from '../spec/cluster-spec.js';
import { policySetting } from './policies.js';
import { roleSetting } from './roles.js';
import type { Setting } from './setting.js';

/** Of the three years of an issuer; what it signed last is over before it is. */
const LEAST_LEFT_MS = 180 * 24 * 3600_000;

/**
 * What lets each node have its own key certified anew: an issuer whose key never leaves the engine, under the authority
 * that signs now, and for every node a role, a policy and a login that allow exactly its own names. Nothing where the
 * authority is one that was made before there were issuers.
 */
export async function renewalSettings(spec: ClusterSpec, signer: Signer): Promise<readonly Setting[]> {
  const authorities = await signer.authorities();
  const { server } = authorities;
  if (server[0] === undefined || !(await signer.mayHaveIssuers())) return [];
  const renewals = membersOf(spec).map(({ machine_id, address }) =>
    renewalOf({ machine_id, address, cluster_name: spec.name, balancer_address: spec.balancer_address }, authorities),
  );
  return [mount, issuer(spec, signer, server[0]), ...renewals.flatMap(nodeSettings), formerNodes(renewals)];
}

const mount: Setting = {
  what: `issuer ${RENEWAL_MOUNT}`,
  differs: async (engine) => ((await engine.mounts.list())[`${RENEWAL_MOUNT}/`] ? null : 'is not mounted'),
  mend: (engine) =>
    engine.mounts.enable(RENEWAL_MOUNT, {
      type: 'pki',
      description: 'nodes have their own keys certified anew',
      config: { max_lease_ttl: RENEWAL_TTL },
    }),
};

function issuer({ name }: ClusterSpec, signer: Signer, authority: string): Setting {
  return {
    what: `issuer ${RENEWAL_MOUNT}`,
    differs: async (engine) => {
      const present = await issuerOf(engine);
      if (present === null) return 'has no certificate';
      const certificate = new X509Certificate(present);
      if (!certificate.verify(new X509Certificate(authority).publicKey)) return 'is under another authority';
      return Date.parse(certificate.validTo) - Date.now() < LEAST_LEFT_MS ? 'ends soon' : null;
    },
    mend: async (engine) => {
      const made = await engine.write(`${RENEWAL_MOUNT}/issuers/generate/intermediate/internal`, {
        common_name: `renewals of ${name}`,
        key_type: 'ec',
        key_bits: 256,
      });
      const signed = await signer.signIssuer(String(made.data?.['csr']), name);
      const set = await engine.write(`${RENEWAL_MOUNT}/intermediate/set-signed`, { certificate: signed.certificate });
      const [id] = (set.data?.['imported_issuers'] ?? []) as readonly string[];
      await engine.write(`${RENEWAL_MOUNT}/config/issuers`, { default: id });
    },
  };
}

async function issuerOf(engine: EngineClient): Promise<string | null> {
  try {
    const certificate = (await engine.read(`${RENEWAL_MOUNT}/cert/ca`))?.['certificate'];
    return typeof certificate === 'string' && certificate !== '' ? certificate : null;
  } catch (error) {
    if (error instanceof EngineError && error.status !== 403) return null;
    throw error;
  }
}

function nodeSettings({ name, policy, login, signer }: Renewal): Setting[] {
  const path = `${RENEWAL_MOUNT}/roles/${signer.name}`;
  return [
    {
      what: `renewal of ${signer.name}`,
      differs: async (engine) => {
        const present = await engine.read(path).catch(ifNoMount);
        if (!present) return 'is not set up';
        const same = Object.entries(signer.body).every(([key, value]) => isDeepStrictEqual(present[key], value));
        return same ? null : 'certifies something else';
      },
      mend: async (engine) => void (await engine.write(path, signer.body)),
    },
    policySetting(name, policy),
    roleSetting({ name, body: login }),
  ];
}

/** A node that is wanted no more must not renew what lets it in. */
function formerNodes(renewals: readonly Renewal[]): Setting {
  const former = async (engine: EngineClient) => {
    const wanted = renewals.map(({ name }) => name);
    return (await engine.policies.list()).filter((name) => renewedBy(name) !== undefined && !wanted.includes(name));
  };
  return {
    what: 'renewals',
    differs: async (engine) => {
      const names = (await former(engine)).map(renewedBy);
      return names.length === 0 ? null : `are there for ${names.join(', ')}, which no stack wants`;
    },
    mend: async (engine) => {
      for (const name of await former(engine)) {
        await engine.cert(CERTIFICATE_MOUNT).removeRole(name);
        await engine.remove(`${RENEWAL_MOUNT}/roles/${renewedBy(name)}`);
        await engine.policies.remove(name);
      }
    },
  };
}

function ifNoMount(error: unknown): null {
  if (error instanceof EngineError && error.status === 404) return null;
  throw error;
}

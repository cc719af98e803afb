import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EngineClient } from '../../engine/index.js';
import { CERTIFICATE_MOUNT, PORTS, RENEWAL_MOUNT } from '../../schema/index.js';
import { writeDurably } from '../durable-file.js';
import { certificateRequest } from '../keys/keys.js';
import type { Node } from '../node.js';

/**
 * Has this machine's key certified anew by the cluster's own issuer, with the node's own certificate as the proof of who
 * it is, for the names that it has already. The key stays where it is; the engine reads the new certificate at once.
 *
 * @throws Error when what came is not over this machine's key, or not under an authority that this node trusts.
 */
export async function renew(node: Node): Promise<X509Certificate> {
  const { identity, home } = node;
  const { key, certificate, serverCa } = home.tls;
  const present = readFileSync(certificate, 'utf8');
  const ca = readFileSync(serverCa, 'utf8');
  const engine = new EngineClient({
    address: `https://${identity.address}:${PORTS.api}`,
    tls: { ca, cert: present, key: readFileSync(key, 'utf8') },
  });
  try {
    const name = `quorate-node-${identity.machine_id}`;
    const { client_token } = await engine.cert(CERTIFICATE_MOUNT).login(name);
    const csr = certificateRequest(home, identity.machine_id);
    const names = namesOf(new X509Certificate(present));
    const { data } = await engine
      .withToken(client_token)
      .write(`${RENEWAL_MOUNT}/sign/${identity.machine_id}`, { csr, common_name: identity.machine_id, ...names });
    const issuer = String(data?.['issuing_ca']).trim();
    const issued = [String(data?.['certificate']).trim(), issuer, ...followers(present, issuer)]
      .join('\n')
      .concat('\n');
    const parsed = assertUsable(issued, ca, home.tls.key);
    writeDurably(certificate, issued, home.engineReads);
    return parsed;
  } finally {
    await engine.close();
  }
}

/** What the present certificate came with from the issuer's own authority on: a root of somebody else's may be above it. */
function followers(present: string, issuer: string): string[] {
  const [, ...came] = certificatesIn(present);
  const under = new X509Certificate(issuer);
  const first = came.findIndex((one) => under.checkIssued(one) && under.verify(one.publicKey));
  return first < 0 ? [] : came.slice(first).map((one) => one.toString().trim());
}

function assertUsable(issued: string, ca: string, keyFile: string): X509Certificate {
  const [leaf, issuer] = certificatesIn(issued);
  if (!leaf || !issuer) throw new Error('the issuer of the cluster answered with no certificate and issuer');
  if (!leaf.checkPrivateKey(createPrivateKey(readFileSync(keyFile)))) {
    throw new Error("the issuer of the cluster answered with a certificate that is not over this machine's key");
  }
  const isTrusted = certificatesIn(ca).some((authority) => issuer.verify(authority.publicKey));
  if (!isTrusted || !leaf.verify(issuer.publicKey)) {
    throw new Error('the issuer of the cluster is not under an authority that this node trusts');
  }
  return leaf;
}

function certificatesIn(pem: string): X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );
}

/** In the order that the node's policy on the engine has them. */
function namesOf({ subjectAltName = '' }: X509Certificate): { alt_names: string; ip_sans: string } {
  const entries = subjectAltName.split(', ');
  const of = (kind: string) =>
    entries
      .flatMap((entry) => (entry.startsWith(kind) ? [entry.slice(kind.length)] : []))
      .toSorted()
      .join(',');
  return { alt_names: of('DNS:'), ip_sans: of('IP Address:') };
}

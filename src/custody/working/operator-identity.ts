import { generateKeyPairSync } from 'node:crypto';
import * as z from 'zod';
import { ROLES, type RoleName } from '../roles/role.js';
import type { Signer } from '../signer.js';
import { fingerprintOf } from '../x509/authority.js';
import type { WorkingStore } from './working-store.js';

const operatorIdentity = z.object({
  role: z.enum(ROLES),
  /** PEM. */
  certificate: z.string(),
  /** PKCS #8 in PEM. Secret. */
  key: z.string(),
  /** ISO 8601. */
  not_before: z.string(),
  /** ISO 8601. */
  not_after: z.string(),
  /** Fingerprint of the authority that signed it. */
  issuer: z.string(),
});

/** A certificate with its key, for logging in under one role. */
export type OperatorIdentity = z.infer<typeof operatorIdentity>;

/**
 * The identity of a role: the one in the working store while more than half of its life is left and its authority is
 * still trusted, else a new one. Two callers at once may get different ones; both are good.
 */
export async function operatorIdentityFor(
  role: RoleName,
  working: WorkingStore,
  signer: Signer,
  clock: () => number = Date.now,
): Promise<OperatorIdentity> {
  const name = `identities/${role}`;
  const trusted = (await signer.authorities()).client.map(fingerprintOf);
  const present = await working.read(name, operatorIdentity);
  if (present && trusted.includes(present.issuer) && !isHalfGone(present, clock())) return present;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { certificate, not_before, not_after } = await signer.signClient(
    role,
    publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const identity: OperatorIdentity = { role, certificate, key, not_before, not_after, issuer: trusted[0] ?? '' };
  await working.write(name, identity);
  return identity;
}

function isHalfGone({ not_before, not_after }: OperatorIdentity, now: number): boolean {
  return now >= (Date.parse(not_before) + Date.parse(not_after)) / 2;
}

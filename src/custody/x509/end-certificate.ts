import type { webcrypto } from 'node:crypto';
import type { JsonGeneralNames, JsonName } from '@peculiar/x509';
import type { SigningAuthority } from './authority.js';
import { ECDSA } from './keys.js';
import { loadX509 } from './load.js';
import { newSerial } from './serial.js';
import { validity } from './validity.js';

/** A certificate as it is delivered: PEM, with those that it is under where these are not roots, and what is worth telling. */
export interface SignedCertificate {
  readonly certificate: string;
  /** Hexadecimal. */
  readonly serial: string;
  /** ISO 8601. */
  readonly not_before: string;
  /** ISO 8601. */
  readonly not_after: string;
}

/** Everything that an end certificate says; nothing of it comes from its requester but the key. */
export interface CertificateProfile {
  readonly subject: JsonName;
  readonly names: JsonGeneralNames;
  readonly usages: ReadonlyArray<'serverAuth' | 'clientAuth'>;
  /** Milliseconds. */
  readonly lifetime: number;
  /**
   * Whether it signs end certificates in turn.
   * @default false
   */
  readonly issuer?: boolean;
}

export async function signCertificate(
  { certificate: issuing, followers = '', keys: signer, crypto }: SigningAuthority,
  publicKey: webcrypto.CryptoKey,
  profile: CertificateProfile,
  now: number,
): Promise<SignedCertificate> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(issuing);
  const serial = newSerial();
  const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;
  const { notBefore, notAfter: wanted } = validity(profile.lifetime, now);
  // An authority under another one may end before what it signs would.
  const notAfter = new Date(Math.min(wanted.getTime(), issuer.notAfter.getTime()));
  const identifier = issuer.getExtension(x509.SubjectKeyIdentifierExtension);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: profile.subject,
      // As it is written there, to the byte: that is how names are compared.
      issuer: issuer.subjectName,
      serialNumber: serial,
      notBefore,
      notAfter,
      publicKey,
      signingKey: signer.privateKey,
      signingAlgorithm: ECDSA,
      extensions: [
        profile.issuer
          ? new x509.BasicConstraintsExtension(true, 0, true)
          : new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(profile.issuer ? keyCertSign | cRLSign : digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(profile.usages.map((usage) => x509.ExtendedKeyUsage[usage])),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        identifier
          ? new x509.AuthorityKeyIdentifierExtension(identifier.keyId)
          : await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
        ...(profile.names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(profile.names)]),
      ],
    },
    crypto,
  );
  return {
    certificate: `${certificate.toString('pem')}\n${profile.issuer ? '' : followers}`,
    serial,
    not_before: notBefore.toISOString(),
    not_after: notAfter.toISOString(),
  };
}

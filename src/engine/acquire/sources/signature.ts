import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Key } from 'openpgp';
import { QuorateError, reasonOf } from '../../../schema/index.js';
import { lockPath, type Vendor } from '../lock/lock-file.js';

/**
 * Checks a detached signature with a vendor's key.
 *
 * A key may be listed as it was published at several times. A renewed key alone vouches for nothing that was signed
 * before the renewal (its self-signatures are newer), so every form is tried; a revocation in any of them counts.
 *
 * @throws QuorateError `QRT-ENGINE-SIGNATURE` unless one form proves it.
 */
export async function requireSignature(
  what: string,
  content: Uint8Array,
  signature: Uint8Array,
  vendor: Vendor,
  enginesDir: string,
): Promise<void> {
  const { createMessage, readSignature, verify } = await import('openpgp');
  const forms = await Promise.all(vendor.keys.map(({ file }) => readVendorKey(join(enginesDir, file), vendor)));
  if (forms.some(isRevoked)) throw refused(what, 'the vendor has revoked the key', vendor);
  const reasons: string[] = [];
  for (const form of forms) {
    try {
      const { signatures } = await verify({
        message: await createMessage({ binary: content }),
        signature: await readSignature({ binarySignature: signature }),
        verificationKeys: form,
        format: 'binary',
      });
      if (signatures.length === 0) throw new Error('it holds no signature');
      await Promise.all(signatures.map(({ verified }) => verified));
      return;
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  throw refused(what, [...new Set(reasons)].join('; '), vendor);
}

async function readVendorKey(path: string, vendor: Vendor): Promise<Key> {
  const { readKey } = await import('openpgp');
  const key = await readKey({ armoredKey: await readFile(path, 'utf8') }).catch((error: unknown) => {
    throw unusableKey(path, reasonOf(error));
  });
  const fingerprint = key.getFingerprint().toUpperCase();
  if (fingerprint === vendor.fingerprint) return key;
  throw unusableKey(path, `its fingerprint is ${fingerprint}, expected ${vendor.fingerprint}`);
}

const isRevoked = (key: Key): boolean =>
  key.revocationSignatures.length > 0 ||
  key.subkeys.some(({ revocationSignatures }) => revocationSignatures.length > 0);

function refused(what: string, why: string, vendor: Vendor): QuorateError {
  return new QuorateError(
    'QRT-ENGINE-SIGNATURE',
    `${what} is not signed by the vendor's key ${vendor.fingerprint}: ${why}`,
    'Nothing was kept. Check the mirror in use; if the vendor has a new key, it comes with a reviewed change of engines/lock.json.',
  );
}

function unusableKey(path: string, why: string): QuorateError {
  return new QuorateError(
    'QRT-ENGINE-LOCK',
    `${path} is not the key that ${lockPath('engines')} names: ${why}`,
    'Bring back the committed file, for example with `git checkout -- engines`.',
  );
}

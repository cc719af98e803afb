import { QuorateError } from '../../schema/index.js';

/** Why a key cannot be a recipient's. */
export type KeyFault =
  | { readonly fault: 'empty' | 'garbage' | 'private' | 'revoked' | 'no-encryption-key' | 'trial' }
  | { readonly fault: 'several'; readonly count: number }
  | { readonly fault: 'duplicate'; readonly of: string }
  | { readonly fault: 'expired' | 'future'; readonly when: Date }
  | { readonly fault: 'algorithm'; readonly algorithm: string };

const ASK = 'Ask its owner for a present export of the public key (gpg --export --armor) and run the command again.';

function explain(fault: KeyFault): [reason: string, cure: string] {
  switch (fault.fault) {
    case 'empty':
      return ['is empty', ASK];
    case 'garbage':
      return ['is not an OpenPGP key, armored or binary', ASK];
    case 'private':
      return [
        'is a private key; only public keys belong here',
        'Remove it from here, and treat it as leaked if others could read it. Export the public half (gpg --export --armor).',
      ];
    case 'several':
      return [`is a ring of ${fault.count} keys; expected one`, 'Give each recipient a file with one key.'];
    case 'duplicate':
      return [
        `is the same key as that of ${fault.of}`,
        'Give every recipient a key of their own: one person, one share.',
      ];
    case 'revoked':
      return ['is revoked', ASK];
    case 'expired':
      return [`has expired on ${fault.when.toISOString().slice(0, 10)}`, ASK];
    case 'future':
      return [`is valid only from ${fault.when.toISOString()}`, `Check the clock of this machine. ${ASK}`];
    case 'no-encryption-key':
      return ['has no valid subkey for encryption', ASK];
    case 'algorithm':
      return [
        `encrypts with ${fault.algorithm}, which this engine version is not known to take; expected RSA, a NIST curve or curve25519 in its old form (GnuPG makes that one)`,
        'Ask its owner for such an encryption subkey.',
      ];
    case 'trial':
      return ['could not be encrypted to when tried', ASK];
  }
}

/** The refusal of a recipient's key. Names the recipient, never the key's content. */
export function keyError(recipient: string, fault: KeyFault): QuorateError {
  const [reason, cure] = explain(fault);
  return new QuorateError(
    'QRT-PGP-KEY',
    `the PGP key of ${recipient} ${reason}; nothing was initialized, because its share would be lost`,
    cure,
  );
}

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../process/index.js';
import { QuorateError, reasonOf } from '../schema/index.js';

const MANIFEST = 'manifest.json';
/** Beside the manifest: signatures of it, one a line, in base64. */
const SIGNATURES = 'manifest.sig';

/**
 * Adds a signature to an image: of its manifest, which holds the checksum of everything else.
 *
 * @param privateKey Ed25519, PEM
 * @throws QuorateError `QRT-IMAGE-KEY` when it is no such key.
 */
export async function signImage(folder: string, privateKey: string): Promise<void> {
  const key = keyOf(() => createPrivateKey(privateKey), 'private');
  const signature = sign(null, await readFile(join(folder, MANIFEST)), key).toString('base64');
  const known = await signaturesOf(folder);
  if (known.includes(signature)) return;
  await writeFileAtomically(join(folder, SIGNATURES), `${[...known, signature].join('\n')}\n`);
}

/**
 * Asserts that one of these signed the image as it is; nobody asked for is nobody needed.
 *
 * @param signers Ed25519 public keys, PEM
 * @throws QuorateError `QRT-IMAGE-UNSIGNED`, `QRT-IMAGE-KEY`
 */
export async function assertSigned(folder: string, digest: string, signers: readonly string[]): Promise<void> {
  if (signers.length === 0) return;
  const keys = signers.map((signer) => keyOf(() => createPublicKey(signer), 'public'));
  const [manifest, signatures] = await Promise.all([readFile(join(folder, MANIFEST)), signaturesOf(folder)]);
  const good = signatures.some((text) => keys.some((key) => verify(null, manifest, key, Buffer.from(text, 'base64'))));
  if (good) return;
  throw new QuorateError(
    'QRT-IMAGE-UNSIGNED',
    `image ${digest} is not booted: expected a signature by one of ${keys.length} keys of the stack, received ${signatures.length} by none of them`,
    `Whoever may sign looks at it (\`quorate image inspect\`) and signs it: \`quorate image sign ${digest} --key FILE\`. Then deploy again.`,
  );
}

async function signaturesOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, SIGNATURES), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean);
}

function keyOf(read: () => KeyObject, half: 'private' | 'public'): KeyObject {
  let problem = 'a key of another kind';
  try {
    const key = read();
    if (key.asymmetricKeyType === 'ed25519') return key;
    problem = `a key of kind ${key.asymmetricKeyType}`;
  } catch (error) {
    problem = reasonOf(error);
  }
  throw new QuorateError(
    'QRT-IMAGE-KEY',
    `images are signed with Ed25519 keys: expected a ${half} one in PEM, received ${problem}`,
    '`openssl genpkey -algorithm ed25519 -out signer.key` makes one, `openssl pkey -in signer.key -pubout` shows its public half.',
  );
}

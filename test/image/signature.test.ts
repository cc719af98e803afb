import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { assertSigned, signImage } from '../../src/image/index.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const keys = (kind: 'ed25519' | 'x25519' = 'ed25519') =>
  generateKeyPairSync(kind as 'ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

function image(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-signed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'manifest.json'), '{"files":{}}');
  return folder;
}

it('is needed from nobody unless the stack asks for it', async () => {
  await expect(assertSigned(image(), DIGEST, [])).resolves.toBeUndefined();
});

it('is needed from one of those whom the stack names: a stranger’s is none', async () => {
  const [alice, bob, mallory] = [keys(), keys(), keys()];
  const folder = image();
  const asked = [alice.publicKey, bob.publicKey];
  await expect(assertSigned(folder, DIGEST, asked)).rejects.toMatchObject({ code: 'QRT-IMAGE-UNSIGNED' });
  await signImage(folder, mallory.privateKey);
  await expect(assertSigned(folder, DIGEST, asked)).rejects.toMatchObject({
    code: 'QRT-IMAGE-UNSIGNED',
    message: expect.stringContaining('received 1 by none of them'),
    cure: expect.stringContaining(`quorate image sign ${DIGEST}`),
  });
  await signImage(folder, bob.privateKey);
  await expect(assertSigned(folder, DIGEST, asked)).resolves.toBeUndefined();
});

it('holds for the image as it was signed, and for no other manifest', async () => {
  const { publicKey, privateKey } = keys();
  const folder = image();
  await signImage(folder, privateKey);
  writeFileSync(join(folder, 'manifest.json'), '{"files":{"more":"x"}}');
  await expect(assertSigned(folder, DIGEST, [publicKey])).rejects.toMatchObject({ code: 'QRT-IMAGE-UNSIGNED' });
});

it('is made and checked with Ed25519 keys alone', async () => {
  const folder = image();
  await expect(signImage(folder, 'no key')).rejects.toMatchObject({ code: 'QRT-IMAGE-KEY' });
  await expect(signImage(folder, keys('x25519').privateKey)).rejects.toMatchObject({
    code: 'QRT-IMAGE-KEY',
    message: expect.stringContaining('a key of kind x25519'),
  });
  await expect(assertSigned(folder, DIGEST, ['no key'])).rejects.toMatchObject({ code: 'QRT-IMAGE-KEY' });
});

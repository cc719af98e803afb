import { createMessage, encrypt, readKey } from 'openpgp';
import { expect, test } from 'vitest';
import {
  decryptMessage,
  deleteKeyPair,
  ensureKeyPair,
  parseRecipients,
  readKeyPair,
  WorkingStore,
} from '../../../src/custody/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';

const MODERN = { modernPgpKeys: true };

/** As the engine does it: base64 of a binary message to the base64 of a binary key. */
async function sealTo(key: string, text: string): Promise<string> {
  const encryptionKeys = await readKey({ binaryKey: Uint8Array.from(Buffer.from(key, 'base64')) });
  const message = await encrypt({ message: await createMessage({ text }), encryptionKeys, format: 'binary' });
  return Buffer.from(message).toString('base64');
}

const newWorking = () => new WorkingStore(new MemoryStore());

test('a pair is made once, opens what was sealed to it, and is gone when it is deleted', async () => {
  const working = newWorking();
  expect(await readKeyPair(working, 'bootstrap')).toBeUndefined();
  const pair = await ensureKeyPair(working, 'bootstrap');
  expect(await ensureKeyPair(working, 'bootstrap')).toEqual(pair);
  expect(await readKeyPair(working, 'bootstrap')).toEqual(pair);
  const share = 'c0ffee'.repeat(11);
  expect(await decryptMessage(await sealTo(pair.public, share), pair)).toBe(share);
  await deleteKeyPair(working, 'bootstrap');
  expect(await readKeyPair(working, 'bootstrap')).toBeUndefined();
});

test('our own keys are recipients like others, and valid on a machine whose clock is hours behind', async () => {
  const { public: key, fingerprint } = await ensureKeyPair(newWorking(), 'lab');
  const behind = new Date(Date.now() - 12 * 3_600_000);
  expect(await parseRecipients(MODERN, [{ name: 'lab', key }], behind)).toEqual([{ name: 'lab', key, fingerprint }]);
});

test.each([
  ['a message to somebody else', async () => sealTo((await ensureKeyPair(newWorking(), 'lab')).public, 'canary')],
  ['garbage', async () => 'AAAA'],
  ['nothing', async () => ''],
])('%s is not opened, and the error says for which key', async (_, make) => {
  const pair = await ensureKeyPair(newWorking(), 'lab');
  await expect(decryptMessage(await make(), pair)).rejects.toMatchObject({
    code: 'QRT-PGP-DECRYPT',
    message: expect.stringContaining(pair.fingerprint),
  });
});

import { readFile } from 'node:fs/promises';
import { createMessage, encrypt, generateKey, readKey, revokeKey } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { parseRecipients } from '../../../src/custody/index.js';

const MODERN = { modernPgpKeys: true };

type Options = Partial<Parameters<typeof generateKey>[0]>;

const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url));
const make = (options: Options = {}) =>
  generateKey({ type: 'curve25519', userIDs: [{ name: 'Recipient' }], ...options, format: 'object' });
const armored = async (options: Options = {}) => (await make(options)).publicKey.armor();

describe('a recipient', () => {
  test.each(['gnupg-curve25519.asc', 'gnupg-rsa2048.asc'])('may bring a key made by GnuPG (%s)', async (name) => {
    const [recipient] = await parseRecipients(MODERN, [{ name, key: await fixture(name) }]);
    expect(recipient?.fingerprint).toMatch(/^[0-9a-f]{40}$/);
    const binary = Buffer.from(recipient?.key ?? '', 'base64');
    const key = await readKey({ binaryKey: Uint8Array.from(binary) });
    expect(key.getFingerprint()).toBe(recipient?.fingerprint);
  });

  test('is the same whether the key is armored, binary, or base64 of binary', async () => {
    const { publicKey } = await make();
    const binary = publicKey.write();
    const forms = [publicKey.armor(), `\n${publicKey.armor()}\n`, Buffer.from(publicKey.armor()), binary];
    const all = await Promise.all(
      [...forms, Buffer.from(binary).toString('base64')].map((key) => parseRecipients(MODERN, [{ name: 'one', key }])),
    );
    for (const one of all) expect(one).toEqual(all[0]);
  });

  test.each<[string, Options]>([
    ['curve25519 of version 6', { config: { v6Keys: true } }],
    ['curve25519 of the old form', { type: 'ecc', curve: 'curve25519Legacy' }],
    ['P-256', { type: 'ecc', curve: 'nistP256' }],
  ])('may use %s', async (_, options) => {
    expect(await parseRecipients(MODERN, [{ name: 'one', key: await armored(options) }])).toHaveLength(1);
  });

  test('has a key that was encrypted to, and can be again', async () => {
    const { publicKey, privateKey } = await make();
    const [recipient] = await parseRecipients(MODERN, [{ name: 'one', key: publicKey.armor() }]);
    const key = await readKey({ binaryKey: Uint8Array.from(Buffer.from(recipient?.key ?? '', 'base64')) });
    const message = await encrypt({ message: await createMessage({ text: 'x' }), encryptionKeys: key });
    expect(message).toContain('BEGIN PGP MESSAGE');
    expect(privateKey.getFingerprint()).toBe(recipient?.fingerprint);
  });
});

const past = new Date('2020-01-01T00:00:00Z');
const revoked = async () => {
  const { privateKey, publicKey } = await make();
  const result = await revokeKey({ key: privateKey, format: 'object' });
  expect(publicKey.getFingerprint()).toBe(result.publicKey.getFingerprint());
  return result.publicKey.armor();
};

const refused: [name: string, reason: RegExp, key: () => Promise<string | Uint8Array>][] = [
  ['empty text', /is empty/, async () => ''],
  ['blank text', /is empty/, async () => ' \n\t'],
  ['no bytes', /is empty/, async () => new Uint8Array()],
  ['prose', /is not an OpenPGP key/, async () => 'hello, this is my key'],
  ['random bytes', /is not an OpenPGP key/, async () => Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256)],
  ['a truncated key', /is not an OpenPGP key/, async () => (await armored()).slice(0, 200)],
  [
    'a certificate',
    /is not an OpenPGP key/,
    async () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  ],
  ['a private key', /is a private key/, async () => (await make()).privateKey.armor()],
  ['an expired key', /has expired on 2020-01-02/, () => armored({ date: past, keyExpirationTime: 86_400 })],
  ['a key from the future', /is valid only from 2100/, () => armored({ date: new Date('2100-01-01T00:00:00Z') })],
  ['a revoked key', /is revoked/, revoked],
  ['a key that only signs', /no valid subkey for encryption/, () => armored({ subkeys: [{ sign: true }] })],
  [
    'an expired subkey',
    /no valid subkey for encryption/,
    () => armored({ date: past, subkeys: [{ keyExpirationTime: 86_400 }] }),
  ],
  ['a curve that the engine is not known to take', /encrypts with ecdh/, () => fixture('gnupg-brainpool.asc')],
  [
    'a ring of two keys',
    /is a ring of 2 keys/,
    async () => Buffer.concat([(await make()).publicKey.write(), (await make()).publicKey.write()]),
  ],
];

describe('before an initialization', () => {
  test.each(refused)('%s is refused, naming the recipient and the cure', async (_, reason, make) => {
    const good = { name: 'first', key: await armored() };
    await expect(parseRecipients(MODERN, [good, { name: 'keys/second.asc', key: await make() }])).rejects.toMatchObject(
      {
        code: 'QRT-PGP-KEY',
        message: expect.stringMatching(new RegExp(`^the PGP key of keys/second.asc .*${reason.source}`)),
        cure: expect.stringMatching(/^[A-Z].{20,}\.$/),
      },
    );
  });

  test.each<[string, Options]>([
    ['curve25519 of version 6', { config: { v6Keys: true } }],
    ['curve25519 of version 4 by its new number', {}],
  ])('%s is refused where the engine is too old to read it', async (_, options) => {
    const recipients = [{ name: 'one', key: await armored(options) }];
    await expect(parseRecipients({ modernPgpKeys: false }, recipients)).rejects.toMatchObject({ code: 'QRT-PGP-KEY' });
  });

  test('the same key for two recipients is refused: one person would hold two shares', async () => {
    const key = await armored();
    await expect(
      parseRecipients(MODERN, [
        { name: 'one', key },
        { name: 'two', key },
      ]),
    ).rejects.toMatchObject({
      code: 'QRT-PGP-KEY',
      message: expect.stringMatching(/two is the same key as that of one/),
    });
  });
});

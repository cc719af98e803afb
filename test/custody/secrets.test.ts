import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decryptMessage,
  ensureKeyPair,
  FileSigner,
  operatorIdentityFor,
  parseRecipients,
  readKeyPair,
  SealedStore,
  WorkingStore,
} from '../../src/custody/index.js';
import { MemoryStore } from '../operation/support/memory-store.js';
import { CLUSTER_ID, intent, reply } from './support/initialization.js';

const MODERN = { modernPgpKeys: true };

const canary = fc.stringMatching(/^hvs\.[A-Za-z0-9]{12,24}$/);

/** Ways in which a secret comes to stand where something else is expected. */
const wrap: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `{"key": "${secret}`,
  (secret) => JSON.stringify({ [secret]: secret, server: [secret], client: secret }),
  (secret) => JSON.stringify({ fingerprint: 1, public: [secret], private: { secret } }),
  (secret) => JSON.stringify({ state: secret, messages: [secret], root_token: secret }),
  (secret) => `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${secret}\n-----END PGP PRIVATE KEY BLOCK-----`,
  (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
];

/** Everything that an error may show, its causes too. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, stack, cause, ...rest } = error;
  return [String(error), message, stack, JSON.stringify(rest), cause === undefined ? '' : shown(cause)].join('\n');
}

/** Operations on stores and inputs that hold the text in every place where something is read. */
async function provoke(text: string): Promise<unknown[]> {
  const store = new MemoryStore();
  for (const key of [
    'working/authorities',
    'working/keys/lab',
    'working/identities/operator',
    'custody/sealed/vault/entry',
  ]) {
    await store.put(key, Buffer.from(text));
  }
  const working = new WorkingStore(store);
  const signer = new FileSigner(working, 'lab');
  const sound = new FileSigner(new WorkingStore(new MemoryStore()), 'lab');
  const sealed = new SealedStore(new MemoryStore(), 'vault');
  await sealed.apply({ event: 'intend', intent });
  await sealed.apply({ event: 'reply', reply: { ...reply, shares: [text, text, text], root_token: text } });
  const pair = { fingerprint: '01', public: 'AA', private: text };
  const identity = { machine_id: 'a-1a2b3c4d', address: '127.64.0.1', cluster_name: 'vault', balancer_address: null };
  const attempts = [
    signer.authorities(),
    signer.prepare(),
    signer.signServer(text, identity),
    sound.prepare().then(() => sound.signServer(text, identity)),
    readKeyPair(working, 'lab'),
    sound.prepare().then(() => operatorIdentityFor('operator', working, sound)),
    new SealedStore(store, 'vault').read(),
    sealed.apply({ event: 'reply', reply: { ...reply, shares: [text] } }),
    sealed.apply({ event: 'intend', intent: { ...intent, operation: 'deploy-2' } }),
    sealed
      .apply({ event: 'confirm', cluster_id: CLUSTER_ID })
      .then(() => sealed.apply({ event: 'confirm', cluster_id: 'x' })),
    parseRecipients(MODERN, [{ name: 'one', key: text }]),
    parseRecipients(MODERN, [{ name: 'one', key: Buffer.from(text) }]),
    decryptMessage(text, pair),
    decryptMessage(Buffer.from(text).toString('base64'), pair),
  ];
  const results = await Promise.allSettled(attempts);
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
}

test('no error ever shows a secret that was where something else was expected', async () => {
  await fc.assert(
    fc.asyncProperty(canary, fc.constantFrom(...wrap), async (secret, place) => {
      const errors = await provoke(place(secret));
      expect(errors.length).toBeGreaterThan(8);
      for (const error of errors) {
        expect(shown(error)).not.toContain(secret);
        expect(shown(error)).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1));
      }
    }),
    { numRuns: 40 },
  );
});

test('a wrong key shows nothing of the right one', async () => {
  const working = new WorkingStore(new MemoryStore());
  const pair = await ensureKeyPair(working, 'lab');
  const error = await decryptMessage('AAAA', pair).catch((thrown: unknown) => thrown);
  const body = pair.private.split('\n').filter((line) => line.length > 40);
  expect(body.length).toBeGreaterThan(1);
  for (const line of body) expect(shown(error)).not.toContain(line);
});

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { FileSigner, operatorIdentityFor, WorkingStore } from '../../../src/custody/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';

const HOUR = 3_600_000;

async function setUp() {
  const store = new MemoryStore();
  const working = new WorkingStore(store);
  const time = { now: Date.parse('2030-01-01T00:00:00Z') };
  const clock = () => time.now;
  const signer = new FileSigner(working, 'lab', clock);
  await signer.prepare();
  return { store, working, signer, time, clock };
}

test('an identity is used again until half of its life is gone, then renewed', async () => {
  const { working, signer, time, clock } = await setUp();
  const first = await operatorIdentityFor('operator', working, signer, clock);
  time.now += 11 * HOUR;
  expect(await operatorIdentityFor('operator', working, signer, clock)).toEqual(first);
  time.now += HOUR;
  const second = await operatorIdentityFor('operator', working, signer, clock);
  expect(second.certificate).not.toBe(first.certificate);
  expect(Date.parse(second.not_after)).toBe(time.now + 24 * HOUR);
});

test('each role has its own, whose key fits', async () => {
  const { working, signer, store } = await setUp();
  for (const role of ['observer', 'operator', 'configure', 'restore', 'admin'] as const) {
    const { certificate, key } = await operatorIdentityFor(role, working, signer);
    const parsed = new X509Certificate(certificate);
    expect(parsed.subject).toBe(`CN=quorate ${role}`);
    expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  }
  expect(await store.list('working/identities/')).toHaveLength(5);
});

test('an identity of an authority that is no longer trusted is replaced', async () => {
  const { working, signer, store, clock } = await setUp();
  const first = await operatorIdentityFor('operator', working, signer, clock);
  await store.delete('working/authorities');
  await signer.prepare();
  const second = await operatorIdentityFor('operator', working, signer, clock);
  expect(second.issuer).not.toBe(first.issuer);
  const [authority] = (await signer.authorities()).client;
  expect(new X509Certificate(second.certificate).verify(new X509Certificate(authority ?? '').publicKey)).toBe(true);
});

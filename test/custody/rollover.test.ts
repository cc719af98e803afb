import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { FileSigner, renewalOf, WorkingStore } from '../../src/custody/index.js';
import { MemoryStore } from '../operation/support/memory-store.js';
import { certificateRequest } from './support/request.js';

const identity = {
  machine_id: 'b-1a2b3c4d',
  address: '127.64.0.12',
  cluster_name: 'vault',
  balancer_address: '127.64.0.2',
};
const DAY_MS = 24 * 3600_000;

/** A signer whose clock can be moved. */
async function signer() {
  const clock = { now: Date.parse('2030-06-01T12:00:00Z') };
  const made = new FileSigner(new WorkingStore(new MemoryStore()), 'lab', () => clock.now);
  await made.prepare();
  return { clock, signer: made };
}

const issuedBy = async (made: FileSigner, authority: string) => {
  const { csr } = await certificateRequest();
  const { certificate } = await made.signServer(csr, identity);
  return new X509Certificate(certificate).verify(new X509Certificate(authority).publicKey);
};

test('new authorities are trusted before they sign, sign before the old ones go, and each turn can be taken twice', async () => {
  const { signer: made, clock } = await signer();
  const [old = ''] = (await made.authorities()).server;
  clock.now += 365 * DAY_MS;
  for (let turn = 0; turn < 2; turn += 1) await made.addAuthorities();
  const [first, second = ''] = (await made.authorities()).server;
  expect(first).toBe(old);
  expect(await issuedBy(made, old)).toBe(true);
  for (let turn = 0; turn < 2; turn += 1) await made.signWithNewest();
  expect((await made.authorities()).server).toEqual([second, old]);
  expect(await issuedBy(made, second)).toBe(true);
  for (let turn = 0; turn < 2; turn += 1) await made.dropOldAuthorities();
  const { server, client } = await made.authorities();
  expect(server).toEqual([second]);
  expect(client).toHaveLength(1);
});

test('the issuer of an engine signs end certificates and nothing that signs, for three years', async () => {
  const { signer: made, clock } = await signer();
  const { csr } = await certificateRequest();
  const { certificate, not_after } = await made.signIssuer(csr, 'vault');
  const [authority = ''] = (await made.authorities()).server;
  const issuer = new X509Certificate(certificate);
  expect(issuer.ca).toBe(true);
  expect(issuer.verify(new X509Certificate(authority).publicKey)).toBe(true);
  expect(Date.parse(not_after)).toBe(clock.now + 3 * 365 * DAY_MS);
  expect(await made.mayHaveIssuers()).toBe(true);
});

test('what a node may ask for is written down to the letter: its own names, in order', () => {
  const { name, policy, login, signer: role } = renewalOf(identity, { server: ['S'], client: ['C'], anchors: [] });
  expect(name).toBe('quorate-node-b-1a2b3c4d');
  expect(policy).toContain('path "quorate-pki/sign/b-1a2b3c4d"');
  expect(policy).toContain('"ip_sans"     = ["127.0.0.1,127.64.0.12,127.64.0.2"]');
  expect(policy).toContain('["b-1a2b3c4d,b-1a2b3c4d.vault.quorate.internal,localhost,vault.quorate.internal"]');
  expect(login).toMatchObject({ certificate: 'S\n', allowed_common_names: ['b-1a2b3c4d'], token_policies: [name] });
  expect(role.body).toMatchObject({ use_csr_sans: false, use_csr_common_name: false, no_store: true });
});

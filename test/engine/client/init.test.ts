import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeRootToken, EngineClient, type EngineInitRequest } from '../../../src/engine/index.js';
import { Authority } from '../support/authority.js';
import { TlsServer } from '../support/tls-server.js';

let server: TlsServer;
let client: EngineClient;
const bodies: unknown[] = [];

beforeAll(async () => {
  const authority = await Authority.create('test authority');
  server = await TlsServer.start(
    authority,
    '127.64.202.2',
    async (request: IncomingMessage, response: ServerResponse) => {
      bodies.push(await json(request));
      response.end(JSON.stringify({ keys: [], keys_base64: ['u'], recovery_keys_base64: ['r'], root_token: 'pgp' }));
    },
  );
  client = new EngineClient({ address: server.address, tls: { ca: authority.pem } });
});

afterAll(async () => {
  await client.close();
  await server.stop();
});

const request = (change: Partial<EngineInitRequest> = {}): EngineInitRequest => ({
  kind: 'recovery',
  shares: 2,
  threshold: 2,
  protection: { shareKeys: ['a', 'b'], rootTokenKey: 'c' },
  ...change,
});

test('an auto-unsealed cluster is asked for recovery shares, a Shamir one for unseal shares', async () => {
  bodies.length = 0;
  expect(await client.init(request())).toMatchObject({ sharesBase64: ['r'], rootToken: 'pgp' });
  expect(await client.init(request({ kind: 'unseal' }))).toMatchObject({ sharesBase64: ['u'] });
  expect(bodies).toEqual([
    { recovery_shares: 2, recovery_threshold: 2, recovery_pgp_keys: ['a', 'b'], root_token_pgp_key: 'c' },
    { secret_shares: 2, secret_threshold: 2, pgp_keys: ['a', 'b'], root_token_pgp_key: 'c' },
  ]);
});

test('an empty or missing key never reaches the engine, which would answer secrets in clear', async () => {
  bodies.length = 0;
  const empty = { shareKeys: ['a', 'b'], rootTokenKey: '' };
  await expect(client.init(request({ protection: empty }))).rejects.toThrow('root token key');
  const few = { shareKeys: ['a'], rootTokenKey: 'c' };
  await expect(client.init(request({ protection: few }))).rejects.toThrow('expected 2, received 1');
  const blank = { shareKeys: ['a', ''], rootTokenKey: 'c' };
  await expect(client.init(request({ protection: blank }))).rejects.toThrow('non-empty');
  expect(bodies).toEqual([]);
});

test('a token made with a one-time password is decoded, and a wrong length is not guessed at', () => {
  const token = 'hvs.abc';
  const otp = 'OTPotp7';
  const encoded = Buffer.from([...Buffer.from(token)].map((byte, i) => byte ^ otp.charCodeAt(i))).toString('base64');
  expect(decodeRootToken(encoded.replace(/=+$/, ''), otp)).toBe(token);
  expect(() => decodeRootToken(encoded, 'short')).toThrow('7 and 5 bytes');
});

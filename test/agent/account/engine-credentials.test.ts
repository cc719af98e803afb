import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineCredentials, serveCredentials } from '../../../src/agent/account/engine-credentials.js';

const HOUR_MS = 3_600_000;
const ROLE = 'arn:aws:iam::123456789012:role/engine';

/** Roles that give permissions for an hour, or cannot be reached. */
class Account {
  now = Date.now();
  isAway = false;
  readonly asked: string[] = [];

  readonly assume = async (role: string, session: string) => {
    if (this.isAway) throw new Error('nobody answers');
    this.asked.push(`${role} ${session}`);
    const expiration = new Date(this.now + HOUR_MS);
    return { accessKeyId: `key-${this.asked.length}`, secretAccessKey: 's', sessionToken: 't', expiration };
  };
}

describe('the permissions of an engine', () => {
  it('are taken on in the name of its machine, and kept until shortly before they end', async () => {
    const account = new Account();
    const credentials = new EngineCredentials(account, ROLE, 'a-1a2b3c4d');
    await credentials.current(account.now);
    expect(await credentials.current(account.now + HOUR_MS / 2)).toMatchObject({ accessKeyId: 'key-1' });
    account.now += HOUR_MS - 60_000;
    expect(await credentials.current(account.now)).toMatchObject({ accessKeyId: 'key-2' });
    expect(account.asked).toEqual([`${ROLE} a-1a2b3c4d`, `${ROLE} a-1a2b3c4d`]);
  });

  it('serve to their end while nobody gives new ones, and not longer', async () => {
    const account = new Account();
    const credentials = new EngineCredentials(account, ROLE, 'a-1a2b3c4d');
    const begin = account.now;
    await credentials.current(begin);
    account.isAway = true;
    expect(await credentials.current(begin + HOUR_MS - 1)).toMatchObject({ accessKeyId: 'key-1' });
    await expect(credentials.current(begin + HOUR_MS)).rejects.toThrow('nobody answers');
  });
});

describe('where an engine asks for them', () => {
  const account = new Account();
  const warnings: string[] = [];
  const server = serveCredentials(new EngineCredentials(account, ROLE, 'a-1a2b3c4d'), (reason) =>
    warnings.push(reason),
  );
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('they are refused, and told of, while there are none', async () => {
    account.isAway = true;
    expect((await fetch(`${url}/engine`)).status).toBe(503);
    expect(warnings).toEqual(['nobody answers']);
    account.isAway = false;
  });

  it('they come in the form that libraries of Amazon want', async () => {
    expect(await (await fetch(`${url}/engine`)).json()).toEqual({
      AccessKeyId: 'key-1',
      SecretAccessKey: 's',
      Token: 't',
      Expiration: new Date(account.now + HOUR_MS).toISOString(),
    });
    expect((await fetch(`${url}/`)).status).toBe(404);
  });
});

import { describe, expect, test } from 'vitest';
import { SecretsStore, SplitStore, StoreConflict } from '../../src/operation/index.js';
import { withAws } from '../aws/aws-server.js';
import { SLOW_DOWN, Trouble } from '../aws/trouble.js';
import { EVERYTHING } from '../e2e/support/everything.js';
import { MemoryStore } from './support/memory-store.js';
import { storeContract } from './support/store-contract.js';

storeContract('two stores', async () => new SplitStore(new MemoryStore(), new MemoryStore()));

test('keeps nothing secret in the store of all else', async () => {
  const [secrets, others] = [new MemoryStore(), new MemoryStore()];
  const store = new SplitStore(secrets, others);
  for (const key of ['custody/sealed/vault', 'working/keys/bootstrap', 'lock', 'journal/1/1']) {
    await store.put(key, Buffer.from(key));
  }
  expect(await secrets.list('')).toEqual(['custody/sealed/vault', 'working/keys/bootstrap']);
  expect(await others.list('')).toEqual(['journal/1/1', 'lock']);
});

describe.runIf(EVERYTHING)('an environment’s store in Secrets Manager', () => {
  const server = withAws();
  let count = 0;
  const open = async (endpoint = server.url) => {
    count += 1;
    return new SecretsStore({ region: 'eu-west-1', endpoint, kmsKeyId: null }, `quorate/env-${count}/`);
  };

  storeContract('Secrets Manager', () => open());

  test('says that it cannot be used, and never that somebody else was faster', async () => {
    const trouble = new Trouble(server.url);
    const store = await open(await trouble.listen());
    trouble.mode = SLOW_DOWN;
    const failure = await store.put('working/x', Buffer.from('x'), { absent: true }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'QRT-AWS' });
    expect(failure).not.toBeInstanceOf(StoreConflict);
    await trouble.close();
  });
});

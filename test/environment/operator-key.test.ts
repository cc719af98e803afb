import { beforeEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type Convergence, runJob } from '../../src/cluster/index.js';
import { type Environment, openEnvironment, operate, operatorKeyJob } from '../../src/environment/index.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';

const IDS = ['a-00000001', 'b-00000002', 'seal-00000003'];
const never = new AbortController().signal;
const keyPair = z.object({ privateKey: z.string(), publicKey: z.string() });

let environment: Environment;
/** What each machine was told, in order: how many keys it takes. */
let told: [id: string, keys: readonly string[]][];
/** The machine that does not answer. */
let silent: string | null;

beforeEach(async () => {
  const folder = await temporaryFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  told = [];
  silent = null;
  const real = openEnvironment(folder, 'lab');
  environment = {
    ...real,
    site: async () =>
      ({ machines: async () => IDS.map((id) => ({ id })) }) as unknown as Awaited<ReturnType<Environment['site']>>,
    agent: async (id) =>
      ({
        admitOperators: async (keys: readonly string[]) => {
          if (id === silent) throw new Error('it does not answer');
          told.push([id, keys]);
        },
      }) as unknown as Awaited<ReturnType<Environment['agent']>>,
  };
});

const rotate = (from: Environment = environment) =>
  operate(from, 'keys-ssh', never, ({ lock, journal, signal }) =>
    runJob({ lock, journal, signal, progress: () => undefined } as unknown as Convergence, operatorKeyJob(from)),
  );

const current = async () => (await environment.working.read('ssh/operator', keyPair))?.publicKey;

it('lets machines know both keys before the new one is used, and takes the old one away after that', async () => {
  const old = await environment.operatorKey();
  const { public_key, machines } = await rotate();
  expect(machines).toEqual(IDS);
  expect(public_key).not.toBe(old);
  expect(await current()).toBe(public_key);
  expect(told).toEqual([...IDS.map((id) => [id, [old, public_key]]), ...IDS.map((id) => [id, [public_key]])]);
});

it('changes nothing for good while a machine does not answer, and goes on with the same key', async () => {
  const old = await environment.operatorKey();
  silent = 'b-00000002';
  await expect(rotate()).rejects.toMatchObject({ code: 'QRT-OPERATOR-KEY' });
  expect(await current()).toBe(old);
  expect(told).toHaveLength(1);
  const offered = told[0]?.[1][1];
  silent = null;
  expect((await rotate()).public_key).toBe(offered);
});

it('broken off after the change of keys, only takes the old one away', async () => {
  await environment.operatorKey();
  const agentOf = environment.agent;
  const writes = vi.fn(async (id: string) => {
    if (writes.mock.calls.length > IDS.length) throw new Error('killed');
    return await agentOf(id);
  });
  await expect(rotate({ ...environment, agent: writes })).rejects.toThrow('killed');
  const changed = await current();
  told = [];
  expect((await rotate()).public_key).toBe(changed);
  expect(told).toEqual(IDS.map((id) => [id, [changed]]));
});

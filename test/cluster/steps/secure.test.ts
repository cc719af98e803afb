import { expect, it } from 'vitest';
import { keepSettings } from '../../../src/cluster/settings/keep.js';
import { secure } from '../../../src/cluster/steps/secure.js';
import { ensureKeyPair, readKeyPair } from '../../../src/custody/index.js';
import { EngineError } from '../../../src/engine/index.js';
import { CLUSTER_ID, intent, reply } from '../../custody/support/initialization.js';
import { FakeSettings } from '../settings/fake-settings.js';
import { THREE } from '../spec/example.js';
import { context, engine } from './support/context.js';
import { encryptedTo } from './support/encrypted.js';

const [A] = THREE;
const ROOT = 'hvs.the-root-token-of-this-test';

/** The same surroundings with a signer. */
function knowing(steps: ReturnType<typeof context>) {
  Object.assign(steps.access, {
    signer: { authorities: async () => ({ server: ['S'], client: ['C'] }), mayHaveIssuers: async () => false },
  });
  return steps;
}

/** A confirmed cluster whose first node answers; `calls` are what was asked with the root token. */
async function confirmed({ revocable = true, revoked = false, audited = false } = {}) {
  const calls: string[] = [];
  let alive = !revoked;
  const fake = new FakeSettings();
  if (audited) await keepSettings(knowing(context()), fake.client(), () => undefined);
  fake.writes.length = 0;
  fake.told = calls;
  const asRoot = {
    ...fake.client(),
    token: {
      lookupSelf: async () => {
        if (!alive) throw new EngineError('GET', 'auth/token/lookup-self', 403, ['permission denied']);
      },
      revokeSelf: async () => {
        calls.push('revoke');
        if (revocable) alive = false;
      },
    },
  };
  const node = engine(200, {
    withToken: (token: string) => {
      expect(token).toBe(ROOT);
      return asRoot;
    },
  });
  const steps = knowing(context({ engines: { [A]: node } }));
  const { sealed, working } = steps.access;
  const bootstrap = await ensureKeyPair(working, 'bootstrap');
  await sealed.apply({ event: 'intend', intent: { ...intent, node_id: A } });
  const root_token = await encryptedTo(bootstrap, ROOT);
  await sealed.apply({ event: 'reply', reply: { ...reply, node_id: A, root_token } });
  await sealed.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
  return { steps, sealed, working, calls };
}

it('enables audit before anything else, revokes root last, and deletes the key that could open it', async () => {
  const { steps, sealed, working, calls } = await confirmed();
  await secure(steps, A);
  expect(calls[0]).toBe('audit');
  expect(calls.at(-1)).toBe('revoke');
  expect(calls).toContain('auth/quorate/certs/operator');
  expect(await sealed.read()).toMatchObject({ state: 'confirmed', root_token: null });
  expect(await readKeyPair(working, 'bootstrap')).toBeUndefined();
});

it('goes on where an earlier run was killed: what is enabled is not enabled twice', async () => {
  const { steps, calls } = await confirmed({ audited: true });
  await secure(steps, A);
  expect(calls).not.toContain('audit');
  expect(calls.at(-1)).toBe('revoke');
});

it('after a run that was killed behind the revocation it only finishes the books', async () => {
  const { steps, sealed, working, calls } = await confirmed({ revoked: true });
  await secure(steps, A);
  expect(calls).toEqual([]);
  expect(await sealed.read()).toMatchObject({ root_token: null });
  expect(await readKeyPair(working, 'bootstrap')).toBeUndefined();
  await secure(steps, A);
  expect(calls).toEqual([]);
});

it('does not believe a revocation: while root works, its key is kept for the next try', async () => {
  const { steps, sealed, working } = await confirmed({ revocable: false });
  await expect(secure(steps, A)).rejects.toMatchObject({ code: 'QRT-ROOT-LIVES' });
  expect(await sealed.read()).toMatchObject({ root_token: expect.any(String) });
  expect(await readKeyPair(working, 'bootstrap')).toBeDefined();
});

it('is never done with keys that are not bound to their cluster', async () => {
  const steps = context();
  await steps.access.sealed.apply({ event: 'intend', intent });
  await expect(secure(steps, A)).rejects.toThrow('once its keys are confirmed');
});

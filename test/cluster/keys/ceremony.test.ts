import { expect, test } from 'vitest';
import { takeTurn } from '../../../src/cluster/keys/ceremony.js';
import { WorkingStore } from '../../../src/custody/index.js';
import { EngineError, type GenerateRootApi } from '../../../src/engine/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';

const NAME = 'ceremony';
const TOKEN = 'hvr.token';

/** An engine that makes a token of two shares that begin with "good". */
function engine() {
  let attempt: { nonce: string; otp: string; shares: string[] } | null = null;
  let attempts = 0;
  const view = () => ({
    started: attempt !== null,
    nonce: attempt?.nonce ?? '',
    progress: attempt?.shares.length ?? 0,
    required: 2,
    complete: false,
    encoded_token: '',
  });
  const api = {
    status: async () => view(),
    start: async () => {
      attempts += 1;
      attempt = { nonce: `nonce-${attempts}`, otp: `otp-${attempts}`.padEnd(TOKEN.length, 'x'), shares: [] };
      return { ...view(), otp: attempt.otp };
    },
    cancel: async () => {
      attempt = null;
    },
    update: async (share: string, nonce: string) => {
      if (attempt?.nonce !== nonce) throw new EngineError('PUT', 'update', 400, ['wrong nonce']);
      const isKnown = attempt.shares.includes(share);
      if (isKnown) throw new EngineError('PUT', 'update', 400, ['given key has already been provided during this …']);
      attempt.shares.push(share);
      if (attempt.shares.length < 2) return view();
      const { otp, shares } = attempt;
      attempt.shares = [];
      if (!shares.every((one) => one.startsWith('good'))) throw new EngineError('PUT', 'update', 400, ['invalid key']);
      attempt = null;
      const encoded = Buffer.from(TOKEN).map((byte, index) => byte ^ otp.charCodeAt(index));
      return { ...view(), complete: true, encoded_token: Buffer.from(encoded).toString('base64').replace(/=+$/, '') };
    },
  };
  return { api: api as unknown as GenerateRootApi, restart: api.cancel };
}

test('two people who never meet make a token, and nothing of the ceremony is left', async () => {
  const store = new MemoryStore();
  const { api } = engine();
  expect(await takeTurn(api, new WorkingStore(store), NAME, ['good 1'])).toEqual({
    given: 1,
    required: 2,
    token: null,
  });
  const second = await takeTurn(api, new WorkingStore(store), NAME, ['good 2']);
  expect(second).toEqual({ given: 2, required: 2, token: TOKEN });
  expect(await store.list('')).toEqual([]);
});

test('the same share twice counts once', async () => {
  const working = new WorkingStore(new MemoryStore());
  const { api } = engine();
  await takeTurn(api, working, NAME, ['good 1']);
  expect(await takeTurn(api, working, NAME, ['good 1'])).toMatchObject({ given: 1, token: null });
});

test('wrong shares make nothing, are not repeated in the message, and the right ones still do', async () => {
  const working = new WorkingStore(new MemoryStore());
  const { api } = engine();
  await takeTurn(api, working, NAME, ['good 1']);
  const error = await takeTurn(api, working, NAME, ['bad 2']).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'QRT-WRONG-SHARE' });
  expect(String(error)).not.toContain('bad 2');
  expect(await takeTurn(api, working, NAME, ['good 1', 'good 2'])).toMatchObject({ token: TOKEN });
});

test('a ceremony whose engine was started again begins anew', async () => {
  const working = new WorkingStore(new MemoryStore());
  const { api, restart } = engine();
  await takeTurn(api, working, NAME, ['good 1']);
  await restart();
  expect(await takeTurn(api, working, NAME, ['good 2'])).toMatchObject({ given: 1, token: null });
  expect(await takeTurn(api, working, NAME, ['good 1'])).toMatchObject({ token: TOKEN });
});

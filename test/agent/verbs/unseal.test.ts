import { describe, expect, it } from 'vitest';
import { unseal } from '../../../src/agent/verbs/unseal.js';
import { EngineError } from '../../../src/engine/index.js';
import { fakeNode } from '../support/fake-node.js';

interface Seal {
  readonly migration?: boolean;
  readonly sealed: boolean;
  readonly progress: number;
}

/** An open node of 2 of 3 shares that is sealed before, and answers so. */
function sealedNode(before: Seal, after: Seal | Error) {
  const given: unknown[] = [];
  const fake = fakeNode({
    sealStatus: async () => ({ migration: false, ...before, t: 2, n: 3 }),
    unseal: async (request: unknown) => {
      given.push(request);
      if (after instanceof Error) throw after;
      return { ...after, t: 2, n: 3 };
    },
  });
  fake.node.memory.update({ listener: 'public' });
  return { ...fake, given };
}

const WRONG = { code: 'QRT-WRONG-SHARE' };

describe('unseal', () => {
  it('tells how far it is', async () => {
    const { node, given } = sealedNode({ sealed: true, progress: 0 }, { sealed: true, progress: 1 });
    expect(await unseal(node, { key: 'k1' })).toEqual({ sealed: true, progress: 1 });
    expect(given).toEqual([{ key: 'k1', migrate: false }]);
  });

  it('gives a share as that of a migration to an engine that was started for one', async () => {
    const before = { sealed: true, progress: 0, migration: true };
    const { node, given } = sealedNode(before, { sealed: true, progress: 1 });
    await unseal(node, { key: 'k1' });
    expect(given).toEqual([{ key: 'k1', migrate: true }]);
  });

  it('gives no share to an engine that is unsealed', async () => {
    const { node, given } = sealedNode({ sealed: false, progress: 0 }, { sealed: false, progress: 0 });
    expect(await unseal(node, { key: 'k1' })).toEqual({ sealed: false, progress: 0 });
    expect(given).toEqual([]);
  });

  it('gives none to one that the shares have opened with a seal that its storage still lacks', async () => {
    const ahead = new EngineError('GET', 'sys/seal-status', 500, [
      'barrier seal type of "transit" does not match expected type of "shamir"',
    ]);
    const { node } = fakeNode({ sealStatus: () => Promise.reject(ahead) });
    expect(await unseal(node, { key: 'k1' })).toEqual({ sealed: false, progress: 0 });
  });

  it('says that shares are wrong when the last one brings progress back to nothing', async () => {
    const { node } = sealedNode({ sealed: true, progress: 1 }, { sealed: true, progress: 0 });
    await expect(unseal(node, { key: 'k2' })).rejects.toMatchObject(WRONG);
  });

  it('says so too when the engine refuses them, and never repeats the share', async () => {
    const refusal = new EngineError('PUT', 'sys/unseal', 400, ['message authentication failed']);
    const { node } = sealedNode({ sealed: true, progress: 1 }, refusal);
    await expect(unseal(node, { key: 'canary' })).rejects.toMatchObject(WRONG);
    await expect(unseal(node, { key: 'canary' })).rejects.not.toThrow('canary');
  });

  it('does not blame the shares of a joiner, which unseals a moment after it answered', async () => {
    const { node } = sealedNode({ sealed: true, progress: 1 }, { sealed: true, progress: 0 });
    node.memory.update({ listener: 'closed' });
    expect(await unseal(node, { key: 'k2' })).toEqual({ sealed: true, progress: 0 });
  });
});

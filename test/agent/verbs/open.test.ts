import { describe, expect, it } from 'vitest';
import { open } from '../../../src/agent/verbs/open.js';
import { fakeNode } from '../support/fake-node.js';

describe('open', () => {
  it('restarts a joiner only once it holds a seal configuration: before, a restart bricks it', async () => {
    const shares = [0, 0, 0, 1];
    const seen: string[] = [];
    const { node, calls } = fakeNode({
      health: async () => ({ code: 503 }),
      leader: async () => void seen.push('leader'),
      sealStatus: async () => {
        seen.push(`n=${shares[0]} ${calls.length}`);
        return { n: shares.shift() ?? 1 };
      },
    });
    await open(node);
    expect(seen).toEqual(['leader', 'n=0 0', 'leader', 'n=0 0', 'leader', 'n=0 0', 'leader', 'n=1 0']);
    expect(calls).toEqual(['restart']);
    expect(node.memory.get().listener).toBe('public');
  });

  it('asks although the leader’s answer is a refusal: the look alone makes a joiner echo', async () => {
    const { node, calls } = fakeNode({
      health: async () => ({ code: 503 }),
      leader: () => Promise.reject(new Error('Vault is sealed')),
      sealStatus: async () => ({ n: 1 }),
    });
    await open(node);
    expect(calls).toEqual(['restart']);
  });

  it('restarts the founder at once: a leader that is asked to end would sleep, and nobody is there to take over', async () => {
    const { node, calls } = fakeNode({
      health: async () => ({ code: 200 }),
      leader: async () => undefined,
      sealStatus: async () => ({ n: 1 }),
    });
    await open(node);
    expect(calls).toEqual(['restart at once']);
    expect(node.memory.get().listener).toBe('public');
  });

  it('of an open node restarts nothing', async () => {
    const { node, calls } = fakeNode({ health: async () => ({ code: 429 }) });
    node.memory.update({ listener: 'public' });
    await open(node);
    expect(calls).toEqual([]);
  });
});

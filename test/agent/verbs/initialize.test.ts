import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initialization, initialize } from '../../../src/agent/verbs/initialize.js';
import { EngineUnreachable } from '../../../src/engine/index.js';
import type { InitRequest } from '../../../src/schema/index.js';
import { fakeNode } from '../support/fake-node.js';

const REQUEST: InitRequest = {
  operation: 'init-1',
  seal: 'transit',
  shares: 2,
  threshold: 2,
  recipients: ['key-1', 'key-2'],
  root_recipient: 'bootstrap',
};

/** An engine that is empty until it is asked; `inits` are the requests it got. */
function empty(init: () => Promise<unknown> = async () => ({ sharesBase64: ['s1', 's2'], rootToken: 'r' })) {
  const inits: unknown[] = [];
  let code = 501;
  const fake = fakeNode({
    health: async () => ({ code }),
    init: async (request: unknown) => {
      inits.push(request);
      code = 200;
      return await init();
    },
  });
  return { ...fake, inits };
}

const broken = () => new EngineUnreachable('https://a:8200', 'PUT', 'sys/init', 'reset', true, 'ECONNRESET');

describe('initialize', () => {
  it('asks for recovery keys where the seal unseals by itself, and keeps the whole reply', async () => {
    const { node, inits } = empty();
    const reply = await initialize(node, REQUEST);
    expect(inits).toEqual([
      {
        kind: 'recovery',
        shares: 2,
        threshold: 2,
        protection: { shareKeys: ['key-1', 'key-2'], rootTokenKey: 'bootstrap' },
      },
    ]);
    expect(reply).toMatchObject({ kind: 'recovery', shares: ['s1', 's2'], root_token: 'r' });
    expect(initialization(node)).toEqual({ state: 'replied', reply });
  });

  it('has written down that it asks before it asks: a death in between is seen afterwards', async () => {
    const seen: unknown[] = [];
    const { node } = empty(async () => {
      seen.push(initialization(node), node.memory.get().used);
      return { sharesBase64: ['s'], rootToken: 'r' };
    });
    await initialize(node, REQUEST);
    expect(seen).toEqual([{ state: 'asked', operation: 'init-1' }, true]);
  });

  it('never asks twice: a reply that was lost on its way is lost keys, and it says so', async () => {
    const { node, inits } = empty(() => Promise.reject(broken()));
    await expect(initialize(node, REQUEST)).rejects.toMatchObject({ code: 'QRT-INIT-LOST' });
    await expect(initialize(node, REQUEST)).rejects.toMatchObject({ code: 'QRT-INIT-LOST' });
    expect(inits).toHaveLength(1);
    expect(initialization(node).state).toBe('asked');
  });

  it('asks an engine again that certainly never got the first request', async () => {
    const { node } = empty();
    writeFileSync(node.home.initialization, JSON.stringify({ state: 'asked', operation: 'init-0' }));
    expect(await initialize(node, REQUEST)).toMatchObject({ operation: 'init-1' });
  });

  it('answers the kept reply to the operation that made it, and to no other', async () => {
    const { node, inits } = empty();
    const reply = await initialize(node, REQUEST);
    expect(await initialize(node, REQUEST)).toEqual(reply);
    await expect(initialize(node, { ...REQUEST, operation: 'init-2' })).rejects.toMatchObject({
      code: 'QRT-INIT-EXISTS',
      message: expect.stringContaining('init-1, not by init-2'),
    });
    expect(inits).toHaveLength(1);
  });

  it('leaves an engine alone that somebody else initialized', async () => {
    const { node } = fakeNode({ health: async () => ({ code: 200 }) });
    await expect(initialize(node, REQUEST)).rejects.toMatchObject({ code: 'QRT-INIT-EXISTS' });
    expect(initialization(node)).toEqual({ state: 'none' });
  });
});

import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { join } from '../../../src/agent/verbs/join.js';
import { EngineError } from '../../../src/engine/index.js';
import { fakeNode } from '../support/fake-node.js';
import { CONFIGURATION } from '../support/machine.js';

const LEADER = { id: 'b-5e6f7a8b', address: '127.64.204.2' };

/** A node that gives these answers to its joins, one after the other. */
function joiner(code: number, ...answers: readonly (Error | 'joined')[]) {
  const asked: unknown[] = [];
  const left = [...answers];
  const raftJoin = async (request: unknown) => {
    asked.push(request);
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
  };
  const engine = { health: async () => ({ code }), raft: { join: raftJoin } };
  const { node } = fakeNode({}, { engine: { get: () => engine } as never });
  writeFileSync(node.home.tls.serverCa, 'the authority');
  return { node, asked };
}

const refusal = (status: number) => new EngineError('PUT', 'sys/storage/raft/join', status, ['failed to join']);

describe('join', () => {
  it('goes to this leader over our authority, once, and remembers that the node has data from now on', async () => {
    const { node, asked } = joiner(501, 'joined');
    await join(node, { leader: LEADER, non_voter: false });
    const leader_api_addr = 'https://127.64.204.2:8200';
    expect(asked).toEqual([{ leader_api_addr, leader_ca_cert: 'the authority', retry: false }]);
    expect(node.memory.get().used).toBe(true);
  });

  it('asks to be a non-voter only where that is wanted: Vault Community refuses the word', async () => {
    const { node, asked } = joiner(501, 'joined');
    await join(node, { leader: LEADER, non_voter: true });
    expect(asked).toMatchObject([{ non_voter: true }]);
  });

  it('lets an engine that is unsealed by hand go on by itself, or it forgets that it shall be no voter', async () => {
    const codes = [501, 501, 501, 503];
    const { node, asked } = joiner(501, 'joined');
    const engine = { ...node.engine.get(), health: async () => ({ code: codes.shift() }) };
    const sealed = { ...node, engine: { get: () => engine } } as unknown as typeof node;
    sealed.memory.update({ configuration: { ...CONFIGURATION, seal: { type: 'shamir' } } });
    await join(sealed, { leader: LEADER, non_voter: true });
    expect(asked).toMatchObject([{ non_voter: true, retry: true }]);
    expect(codes).toEqual([]);
  });

  it('asks a leader again that is busy with another joiner', async () => {
    const { node, asked } = joiner(501, refusal(500), refusal(503), 'joined');
    await join(node, { leader: LEADER, non_voter: false });
    expect(asked).toHaveLength(3);
  });

  it('takes a refusal of the request itself for final', async () => {
    const { node, asked } = joiner(501, refusal(400), 'joined');
    await expect(join(node, { leader: LEADER, non_voter: false })).rejects.toThrow('400');
    expect(asked).toHaveLength(1);
  });

  it('leaves a node alone that has joined already', async () => {
    const { node, asked } = joiner(503);
    await join(node, { leader: LEADER, non_voter: false });
    expect(asked).toEqual([]);
  });
});

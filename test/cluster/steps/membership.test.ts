import { describe, expect, it } from 'vitest';
import { demote, promote, remove, stepDown } from '../../../src/cluster/steps/membership.js';
import { prove } from '../../../src/cluster/steps/prove.js';
import { reset } from '../../../src/cluster/steps/reset.js';
import { EngineError } from '../../../src/engine/index.js';
import { THREE } from '../spec/example.js';
import { context, engine } from './support/context.js';

const [A, B, C] = THREE;
const refused = (status: number) => new EngineError('POST', 'x', status, ['refused']);

/** A cluster led by the first node, whose configuration is this; `calls` are the changes asked for. */
function led(voters: Readonly<Record<string, boolean>>, change: { promote?: Error; demote?: Error } = {}) {
  const calls: string[] = [];
  const ask = (what: 'promote' | 'demote' | 'removePeer', error?: Error) => async (id: string) => {
    calls.push(`${what} ${id}`);
    if (error) throw error;
  };
  const raft = {
    configuration: async () => Object.entries(voters).map(([node_id, voter]) => ({ node_id, voter })),
    promote: ask('promote', change.promote),
    demote: ask('demote', change.demote),
    removePeer: ask('removePeer'),
  };
  const agents = Object.fromEntries(THREE.map((id) => [id, { wipe: async () => void calls.push(`wipe ${id}`) }]));
  const engines = { [A]: engine(200, { raft }), [B]: engine(429), [C]: engine(429) };
  return { steps: context({ engines, agents }), calls };
}

describe('a change of membership', () => {
  it('goes to the active node', async () => {
    const { steps, calls } = led({ [A]: true });
    await remove(steps, C);
    expect(calls).toEqual([`removePeer ${C}`]);
  });

  it.each([
    ['promoted', promote, { promote: refused(500) }, true],
    ['demoted', demote, { demote: refused(500) }, false],
  ] as const)('that the engine refuses is done if the node is %s already', async (_, change, error, voter) => {
    await change(led({ [A]: true, [B]: voter }, error).steps, B);
    await expect(change(led({ [A]: true, [B]: !voter }, error).steps, B)).rejects.toMatchObject({ status: 500 });
    // The same answer stands for unknown ids.
    await expect(change(led({ [A]: true }, error).steps, B)).rejects.toMatchObject({ status: 500 });
  });

  it('that is refused for another reason is an error, whatever the configuration says', async () => {
    await expect(promote(led({ [B]: true }, { promote: refused(403) }).steps, B)).rejects.toMatchObject({
      status: 403,
    });
  });
});

describe('a step down', () => {
  const steppedDown = (code: number) => {
    const moves: string[] = [];
    const node = engine(code, { stepDown: async () => void moves.push(A) });
    return { steps: context({ engines: { [A]: node } }), moves };
  };

  it('takes leadership from a node that has it', async () => {
    const { steps, moves } = steppedDown(200);
    await stepDown(steps, A);
    expect(moves).toEqual([A]);
  });

  it('is not asked for twice: a node that stands by already, or is gone, is left alone', async () => {
    const { steps, moves } = steppedDown(429);
    await stepDown(steps, A);
    await stepDown(steps, 'd-00000004');
    expect(moves).toEqual([]);
  });
});

describe('a reset', () => {
  it('wipes before it removes: a node with data would join itself again', async () => {
    const { steps, calls } = led({ [A]: true, [C]: true });
    await reset(steps, C, true);
    expect(calls).toEqual([`wipe ${C}`, `removePeer ${C}`]);
  });

  it('of a node that is no member removes nobody', async () => {
    const { steps, calls } = led({ [A]: true });
    await reset(steps, C, false);
    expect(calls).toEqual([`wipe ${C}`]);
  });
});

describe('the proof of a write', () => {
  function writer(login: () => Promise<{ client_token: string }>) {
    const revoked: string[] = [];
    const node = engine(429, {
      cert: () => ({ login }),
      withToken: (token: string) => ({ token: { revokeSelf: async () => void revoked.push(token) } }),
    });
    return { steps: context({ engines: { [B]: node } }), revoked };
  }

  it('goes through the node itself and leaves no token behind', async () => {
    const { steps, revoked } = writer(async () => ({ client_token: 'proof' }));
    await prove(steps, B);
    expect(revoked).toEqual(['proof']);
  });

  it('is a finding about the node when it answers 307: it cannot forward', async () => {
    const { steps } = writer(() => Promise.reject(refused(307)));
    await expect(prove(steps, B)).rejects.toMatchObject({ name: 'GateFinding', message: expect.stringContaining(B) });
  });

  it('is a failure of the operation, and no finding, when something else is wrong', async () => {
    const { steps } = writer(() => Promise.reject(refused(503)));
    await expect(prove(steps, B)).rejects.toMatchObject({ status: 503 });
  });
});

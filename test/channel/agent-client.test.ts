import { describe, expect, it } from 'vitest';
import { AgentClient, type AgentReply, type AgentRequest, AgentUnreachable } from '../../src/channel/index.js';
import { QuorateError } from '../../src/schema/index.js';

/** A client whose agent answers so; what was asked is kept. */
function client(reply: AgentReply | Error) {
  const asked: AgentRequest[] = [];
  const agent = new AgentClient({
    request: async (request) => {
      asked.push(request);
      if (reply instanceof Error) throw reply;
      return reply;
    },
  });
  return { agent, asked };
}

const failure = async (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined).catch((error) => error);

describe('an agent client', () => {
  it('throws an agent’s refusal as the error that the agent threw', async () => {
    const body = { code: 'QRT-INIT-LOST', message: 'nobody has the keys', cure: 'Replace the machine.' };
    const error = await failure(client({ status: 409, body }).agent.open());
    expect(error).toBeInstanceOf(QuorateError);
    expect(error).toMatchObject(body);
  });

  it.each([undefined, 'garbage', { code: 'OTHER', message: 'm', cure: 'c' }, { message: 'no verb' }])(
    'names verb and status when a refusal says nothing that is known: %j',
    async (body) => {
      const error = await failure(client({ status: 404, body }).agent.join({ leader: LEADER, non_voter: false }));
      expect(error).toMatchObject({ code: 'QRT-AGENT', message: 'the agent answered POST /v1/join with HTTP 404' });
    },
  );

  it('passes on that no answer came, as what it is', async () => {
    await expect(client(new AgentUnreachable('refused')).agent.status()).rejects.toThrow(AgentUnreachable);
  });

  it('does not take an answer of another shape for one', async () => {
    await expect(client({ status: 200, body: { identity: {} } }).agent.status()).rejects.toThrow();
    await expect(client({ status: 200, body: { token: 7 } }).agent.transitToken('a-1a2b3c4d')).rejects.toThrow();
  });

  it('asks to forget exactly one operation, whatever its name', async () => {
    const { agent, asked } = client({ status: 204, body: undefined });
    await agent.forgetInitialization('init & more');
    expect(asked).toEqual([{ method: 'DELETE', path: '/v1/init?operation=init%20%26%20more' }]);
  });

  it('waits longer than an engine’s stop takes for verbs that restart it', async () => {
    const { agent, asked } = client({ status: 204, body: undefined });
    await agent.open();
    await agent.restart();
    await agent.wipe();
    await agent.leave();
    for (const { timeoutMs } of asked) expect(timeoutMs).toBeGreaterThan(15_000);
  });
});

const LEADER = { id: 'a-1a2b3c4d', address: '127.64.204.1' };

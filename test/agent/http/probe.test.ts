import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { probeServer } from '../../../src/agent/http/probe.js';
import { ensureKeys } from '../../../src/agent/keys/keys.js';
import { PORTS } from '../../../src/schema/index.js';
import { type FakeEngine, fakeNode } from '../support/fake-node.js';
import { IDENTITY } from '../support/machine.js';

const ADDRESS = '127.64.205.7';

/** A node whose engine runs and answers so, with its probe listening; asks it for a path. */
async function probed(engine: FakeEngine, admitted: boolean) {
  const { node } = fakeNode(engine, { identity: { ...IDENTITY, address: ADDRESS } });
  ensureKeys(node.home, IDENTITY.machine_id);
  await node.supervisor.start();
  node.memory.update({ admitted });
  const server = probeServer(node);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return async (path: string): Promise<{ code: number | undefined; body: string }> => {
    const outgoing = request({ host: ADDRESS, port: PORTS.probe, path, rejectUnauthorized: false, agent: false });
    outgoing.end();
    const [answer] = await once(outgoing, 'response');
    return { code: answer.statusCode, body: await text(answer) };
  };
}

const answering = (code: number): FakeEngine => ({ health: async () => ({ code }) });
const SILENT: FakeEngine = { health: () => Promise.reject(new Error('no answer')) };

describe('/ready', () => {
  it.each([200, 429, 473])('says yes on an admitted node whose engine serves (health %i)', async (code) => {
    expect(await (await probed(answering(code), true))('/ready')).toMatchObject({ code: 200 });
  });

  it.each([472, 474, 501, 503, 530])('says no on an admitted node whose engine does not (health %i)', async (code) => {
    expect(await (await probed(answering(code), true))('/ready')).toMatchObject({ code: 503 });
  });

  it('says no while the engine does not answer', async () => {
    expect(await (await probed(SILENT, true))('/ready')).toMatchObject({ code: 503 });
  });

  it('says no before the trust gate was passed, whatever the engine says', async () => {
    expect(await (await probed(answering(200), false))('/ready')).toMatchObject({ code: 503 });
  });
});

describe('/live', () => {
  it.each([
    ['is sealed', answering(503)],
    ['does not answer', SILENT],
  ])('says yes on a node whose engine %s: a seal key that is away must not get nodes replaced', async (_, engine) => {
    expect(await (await probed(engine, false))('/live')).toMatchObject({ code: 200 });
  });
});

describe('/metrics', () => {
  it('are figures of agent and engine in the format of Prometheus, also when the engine is silent', async () => {
    const { code, body } = await (await probed(SILENT, true))('/metrics');
    expect(code).toBe(200);
    expect(body).toContain('\nquorate_engine_up 0\n');
    expect(body).toContain('\nquorate_admitted 1\n');
    expect(body).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('are all that there is beside the two probes', async () => {
    expect(await (await probed(SILENT, true))('/v1/status')).toMatchObject({ code: 404 });
  });
});

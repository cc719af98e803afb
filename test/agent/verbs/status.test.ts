import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { status } from '../../../src/agent/verbs/status.js';
import { EngineError } from '../../../src/engine/index.js';
import { Authority } from '../../engine/support/authority.js';
import { type FakeEngine, fakeNode } from '../support/fake-node.js';

const LEADER = { is_self: false, leader_address: 'https://a.test:8200', raft_applied_index: 118 };
const AHEAD = new EngineError('GET', 'sys/seal-status', 500, [
  'barrier seal type of "shamir" does not match loaded type of "transit"',
]);

/** What the agent says of an engine that answers so. */
async function engineOf(answers: FakeEngine) {
  const { node } = fakeNode(answers);
  await node.supervisor.start();
  const { pem } = await Authority.create('test authority');
  for (const file of [node.home.tls.certificate, node.home.tls.serverCa]) writeFileSync(file, pem);
  return (await status(node)).engine;
}

it('tells a follower with the new seal from a sealed one, though its engine answers neither health nor seal status', async () => {
  const ahead = { health: async () => ({ code: 500 }), sealStatus: () => Promise.reject(AHEAD) };
  const follower = await engineOf({ ...ahead, leader: async () => LEADER });
  expect(follower).toMatchObject({ sealed: false, seal_type: 'transit', migration: true, applied_index: 118 });
  const sealed = new EngineError('GET', 'sys/leader', 503, ['OpenBao is sealed']);
  expect(await engineOf({ ...ahead, leader: () => Promise.reject(sealed) })).toMatchObject({ sealed: null });
});

it('does not take any other failure for that', async () => {
  const broken = new EngineError('GET', 'sys/seal-status', 500, ['no storage']);
  const answers = { health: async () => ({ code: 500 }), sealStatus: () => Promise.reject(broken) };
  expect(await engineOf({ ...answers, leader: async () => LEADER })).toMatchObject({ sealed: null, seal_type: null });
});

it('believes the health of a follower whose storage was moved back to Shamir, and which finds no recovery shares', async () => {
  const body = { initialized: true, sealed: false, standby: true, version: '2.5.5', cluster_id: 'the cluster' };
  const seal = { type: 'transit', initialized: true, sealed: true, t: 0, n: 0, progress: 0, version: '2.5.5' };
  const engine = await engineOf({
    health: async () => ({ code: 429, body }),
    sealStatus: async () => ({ ...seal, migration: false, removed_from_cluster: false }),
    leader: async () => LEADER,
  });
  expect(engine).toMatchObject({ sealed: false, seal_type: 'transit', shares: 0, cluster_id: 'the cluster' });
});

import { expect, test } from 'vitest';
import { eventually } from '../checkout.js';
import { fullTarget } from './full-target.js';
import { becomes, client, connectionsOf, greetings, runningBalancer, stateOf } from './running.js';
import { TargetServer } from './target-server.js';

const IDS = ['a-00000000', 'b-00000000', 'c-00000000'] as const;

async function three() {
  const [a, b, c] = await Promise.all([
    TargetServer.start(IDS[0]),
    TargetServer.start(IDS[1]),
    TargetServer.start(IDS[2]),
  ]);
  return { a, b, c, all: [a, b, c] };
}

test('new connections go to the healthy targets in turn', async () => {
  const balancer = await runningBalancer((await three()).all);
  const ids = await greetings(balancer, 6);
  expect(ids.slice(0, 3).toSorted()).toEqual(IDS);
  expect(ids.slice(3)).toEqual(ids.slice(0, 3));
});

test('an unhealthy target gets no new connection until it is healthy again', async () => {
  const { b, all } = await three();
  const balancer = await runningBalancer(all);
  b.probeStatus = 503;
  await becomes(balancer, b, 'unhealthy');
  expect(balancer.status().targets.find(({ id }) => id === b.id)?.reason).toBe('status 503');
  expect(await greetings(balancer, 4)).not.toContain(b.id);
  b.probeStatus = 200;
  await becomes(balancer, b, 'healthy');
  expect(await greetings(balancer, 3)).toContain(b.id);
});

test('a target that is killed and started again is unhealthy and healthy again', async () => {
  const { a, all } = await three();
  const balancer = await runningBalancer(all);
  await a.down();
  await becomes(balancer, a, 'unhealthy');
  expect(await greetings(balancer, 4)).not.toContain(a.id);
  await a.up();
  await becomes(balancer, a, 'healthy');
});

test('a client never notices a target that has just died: the next one is tried', async () => {
  const { a, all } = await three();
  const balancer = await runningBalancer(all, { health_interval_ms: 60_000 });
  await a.down();
  expect(stateOf(balancer, a)).toBe('healthy');
  const ids = await greetings(balancer, 6);
  expect(new Set(ids)).toEqual(new Set([IDS[1], IDS[2]]));
  expect(balancer.status().targets.find(({ id }) => id === a.id)?.refused).toBe(2);
});

test('a target that does not accept within the time-out costs a client no more than that', async () => {
  const full = await fullTarget();
  const b = await TargetServer.start(IDS[1]);
  const balancer = await runningBalancer([b]);
  balancer.attach(IDS[0], full.address);
  await full.answeredProbe();
  await eventually('both are healthy', () => balancer.status().targets.every(({ state }) => state === 'healthy'));
  await full.stop();
  const since = performance.now();
  expect(await greetings(balancer, 2)).toEqual([b.id, b.id]);
  expect(performance.now() - since).toBeLessThan(2_000);
  expect(balancer.status().targets.find(({ id }) => id === IDS[0])?.refused).toBe(1);
});

test('fails open: with no healthy target all of them get connections', async () => {
  const { all } = await three();
  for (const target of all) target.probeStatus = 503;
  const balancer = await runningBalancer(all);
  expect(balancer.status()).toMatchObject({ failing_open: true });
  expect((await greetings(balancer, 3)).toSorted()).toEqual(IDS);
});

test('stops to fail open as soon as one target is healthy', async () => {
  const { a, b, all } = await three();
  for (const target of all) target.probeStatus = 503;
  const balancer = await runningBalancer(all);
  a.probeStatus = 200;
  await becomes(balancer, a, 'healthy');
  expect(balancer.status().failing_open).toBe(false);
  expect(await greetings(balancer, 3)).toEqual([a.id, a.id, a.id]);
  expect(stateOf(balancer, b)).toBe('unhealthy');
});

test('without any target a connection is reset, and nothing fails open', async () => {
  const balancer = await runningBalancer([]);
  const one = await client(balancer);
  await eventually('it is reset', () => one.socket.destroyed);
  expect(one.seen.error).toBe('ECONNRESET');
  expect(balancer.status()).toMatchObject({ targets: [], failing_open: false });
});

test('a target that is attached again with the same address keeps its connections', async () => {
  const { a, all } = await three();
  const balancer = await runningBalancer(all);
  const one = await client(balancer);
  await one.greeting();
  for (const { id, address } of all) balancer.attach(id, address);
  one.socket.write('still here');
  await eventually('it echoes', () => one.seen.text.endsWith('still here'));
  expect(stateOf(balancer, a)).toBe('healthy');
});

test('a target that comes back with another address loses the old connections', async () => {
  const a = await TargetServer.start(IDS[0]);
  const moved = await TargetServer.start(IDS[0]);
  const balancer = await runningBalancer([a]);
  const one = await client(balancer);
  await one.greeting();
  balancer.attach(a.id, moved.address);
  await eventually('it is closed', () => one.socket.destroyed);
  await greetings(balancer, 1);
  expect(moved.accepted).toBe(1);
  expect(connectionsOf(balancer, a)).toBeLessThanOrEqual(1);
});

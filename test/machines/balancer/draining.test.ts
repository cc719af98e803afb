import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually } from '../checkout.js';
import {
  becomes,
  type Client,
  client,
  connectionsOf,
  destroyed,
  greetings,
  runningBalancer,
  stateOf,
} from './running.js';
import { TargetServer } from './target-server.js';

const A = 'a-00000000';
const B = 'b-00000000';

/** Answers every line it gets at once, but "hang" only when it is told to; says `first` before it deals with any. */
async function service(id: string, first = '') {
  const hanging: (() => void)[] = [];
  const target = await TargetServer.start(id, (socket) => {
    socket.write(`${id}\n`);
    socket.on('end', () => socket.end());
    socket.on('data', (chunk) => {
      const answer = () => void socket.write(`answer to ${chunk}`);
      if (first !== '') socket.write(first);
      if (String(chunk).startsWith('hang')) hanging.push(answer);
      else answer();
    });
  });
  return { target, answerAll: () => hanging.splice(0).forEach((answer) => void answer()) };
}

async function asks(one: Client, question: string): Promise<void> {
  one.socket.write(question);
  if (question.startsWith('hang')) return;
  await eventually(`the answer to ${question} came`, () => one.seen.text.includes(`answer to ${question}`));
}

/** A client that is connected to that target. */
async function clientOf(balancer: Parameters<typeof client>[0], id: string): Promise<Client> {
  for (;;) {
    const one = await client(balancer);
    if ((await one.greeting()) === id) return one;
    one.socket.destroy();
  }
}

test('a detached target gets no new connection, and is gone when its last one has ended', async () => {
  const [a, b] = [await service(A), await service(B)];
  const balancer = await runningBalancer([a.target, b.target]);
  const one = await clientOf(balancer, A);
  await asks(one, 'hang');
  balancer.detach(A);
  expect(stateOf(balancer, a.target)).toBe('draining');
  expect(await greetings(balancer, 3)).toEqual([B, B, B]);
  expect(stateOf(balancer, a.target)).toBe('draining');
  one.socket.destroy();
  await becomes(balancer, a.target, 'gone');
});

test('a target without connections is gone at once', async () => {
  const { target } = await service(A);
  const balancer = await runningBalancer([target]);
  balancer.detach(A);
  expect(stateOf(balancer, target)).toBe('gone');
});

test('a request that hangs is answered while its target drains; then the connection ends in an orderly way', async () => {
  const { target, answerAll } = await service(A);
  const balancer = await runningBalancer([target], { quiescent_ms: 30, drain_ms: 60_000 });
  const [busy, idle] = [await clientOf(balancer, A), await clientOf(balancer, A)];
  await asks(idle, 'one');
  await asks(busy, 'hang');
  await eventually('the target has the request', () => connectionsOf(balancer, target) === 2);
  balancer.detach(A);
  await eventually('the idle one is closed', () => idle.seen.ended);
  expect(connectionsOf(balancer, target)).toBe(1);
  answerAll();
  await eventually('the busy one is closed', () => busy.seen.ended);
  expect(busy.seen).toMatchObject({ text: `${A}\nanswer to hang`, error: '' });
  expect(idle.seen.error).toBe('');
  await becomes(balancer, target, 'gone');
});

test('a first request is not taken for answered because the target confirmed the settings that came with it', async () => {
  const { target, answerAll } = await service(A, 'settings confirmed, ');
  const balancer = await runningBalancer([target], { quiescent_ms: 30, drain_ms: 60_000 });
  const one = await clientOf(balancer, A);
  await asks(one, 'hang');
  await eventually('the settings are confirmed', () => one.seen.text.endsWith('confirmed, '));
  balancer.detach(A);
  await delay(500);
  answerAll();
  await eventually('it is closed', () => one.seen.ended);
  expect(one.seen).toMatchObject({ text: `${A}\nsettings confirmed, answer to hang`, error: '' });
});

test('a connection on which one request follows the other is closed between two of them', async () => {
  const { target } = await service(A);
  const balancer = await runningBalancer([target], { drain_ms: 60_000, busy_ms: 50 });
  const one = await clientOf(balancer, A);
  balancer.detach(A);
  for (let turn = 0; !one.seen.ended; turn += 1) {
    await asks(one, `${turn}\n`);
    await delay(50);
  }
  expect(one.seen.error).toBe('');
  await becomes(balancer, target, 'gone');
});

test('what has not ended when the draining time is over is reset', async () => {
  const { target } = await service(A);
  const balancer = await runningBalancer([target], { quiescent_ms: 20, drain_ms: 100 });
  const one = await clientOf(balancer, A);
  await asks(one, 'hang');
  const since = performance.now();
  balancer.detach(A);
  await destroyed(one.socket);
  expect(performance.now() - since).toBeGreaterThanOrEqual(99);
  expect(one.seen).toMatchObject({ error: 'ECONNRESET', ended: false });
  await becomes(balancer, target, 'gone');
});

test('like a cloud, without an orderly close idle connections stay until the draining time is over', async () => {
  const { target } = await service(A);
  const balancer = await runningBalancer([target], { quiescent_ms: null, drain_ms: 150 });
  const one = await clientOf(balancer, A);
  const since = performance.now();
  balancer.detach(A);
  await destroyed(one.socket);
  expect(performance.now() - since).toBeGreaterThanOrEqual(149);
  expect(one.seen.error).toBe('ECONNRESET');
});

test('a draining target that is attached again keeps its connections and is checked anew', async () => {
  const { target } = await service(A);
  const balancer = await runningBalancer([target], { quiescent_ms: null, drain_ms: 60_000 });
  const one = await clientOf(balancer, A);
  balancer.detach(A);
  balancer.attach(A, target.address);
  expect(stateOf(balancer, target)).toBe('initial');
  await becomes(balancer, target, 'healthy');
  await asks(one, 'still there');
  expect(connectionsOf(balancer, target)).toBe(1);
});

test('no connection stays pinned to a target that turned unhealthy while another is healthy', async () => {
  const [a, b] = [await service(A), await service(B)];
  const balancer = await runningBalancer([a.target, b.target], { quiescent_ms: 20, drain_ms: 200 });
  const [idle, busy] = [await clientOf(balancer, A), await clientOf(balancer, A)];
  const other = await clientOf(balancer, B);
  await asks(busy, 'hang');
  a.target.probeStatus = 503;
  await eventually('the idle one is closed', () => idle.seen.ended);
  await destroyed(busy.socket);
  expect(busy.seen.error).toBe('ECONNRESET');
  await asks(other, 'unharmed');
  expect(stateOf(balancer, a.target)).toBe('unhealthy');
});

test('while every target is unhealthy no connection is cut, and it is once another can take over', async () => {
  const [a, b] = [await service(A), await service(B)];
  const balancer = await runningBalancer([a.target, b.target], { quiescent_ms: 1, drain_ms: 1 });
  const one = await clientOf(balancer, A);
  a.target.probeStatus = 503;
  b.target.probeStatus = 503;
  const probes = () => Math.min(a.target.probes, b.target.probes);
  // Whichever turns unhealthy last had a healthy neighbour before: only from here on is none healthy.
  await eventually('it fails open', () => balancer.status().failing_open);
  const survivor = one.socket.destroyed || one.seen.ended ? await clientOf(balancer, A) : one;
  const before = probes();
  await eventually('several checks have passed', () => probes() > before + 5);
  await asks(survivor, 'still there');
  b.target.probeStatus = 200;
  await eventually('it is closed', () => survivor.seen.ended || survivor.socket.destroyed);
});

test('connections of an unhealthy target stay when that is asked for', async () => {
  const [a, b] = [await service(A), await service(B)];
  const balancer = await runningBalancer([a.target, b.target], {
    quiescent_ms: 1,
    drain_ms: 1,
    reset_on_unhealthy: false,
  });
  const one = await clientOf(balancer, A);
  a.target.probeStatus = 503;
  await becomes(balancer, a.target, 'unhealthy');
  const before = a.target.probes;
  await eventually('several checks have passed', () => a.target.probes > before + 5);
  await asks(one, 'still there');
});

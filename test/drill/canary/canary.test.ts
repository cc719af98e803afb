import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Canary, type CanaryOptions, loginProbe, POLICIES, valueProbe } from '../../../src/drill/index.js';
import { until } from '../../engine/support/until.js';
import { FakeEngine } from './fake-engine.js';

let engine: FakeEngine;
beforeEach(async () => {
  engine = new FakeEngine();
  await engine.start('127.64.206.1');
});
afterEach(() => engine.stop());

/** Writes until so many requests were answered or left, then stops. */
async function run<T>(options: Pick<CanaryOptions<T>, 'probe'> & Partial<CanaryOptions<T>>, requests: number) {
  const canary = new Canary({ address: engine.server.address, connect: engine.connect, intervalMs: 10, ...options });
  canary.start();
  await until(`${requests} requests`, async () => engine.asked.length >= requests || { not: engine.asked });
  return await canary.stop();
}

describe('a canary that logs in', () => {
  const probe = loginProbe('quorate', 'gate');

  test('touches nothing but logins, and takes back every token', async () => {
    const samples = await run({ probe }, 5);
    expect(samples.every(({ ok, proof }) => ok && proof === 'kept')).toBe(true);
    expect(new Set(engine.asked)).toEqual(new Set(['POST auth/quorate/login', 'PUT auth/token/revoke-self']));
    expect(engine.tokens.size).toBe(0);
  });

  test('calls a token lost that the cluster no longer knows', async () => {
    const canary = new Canary({ address: engine.server.address, connect: engine.connect, probe, intervalMs: 1_000 });
    canary.start();
    await until('a login', async () => engine.tokens.size === 1 || { not: engine.asked });
    engine.tokens.clear();
    expect(await canary.stop()).toMatchObject([{ number: 1, ok: true, proof: 'lost' }]);
  });
});

describe('a canary that writes values', () => {
  const probe = valueProbe('tests', 'canary');

  test('reads back every acknowledged value and tells which one is gone', async () => {
    const canary = new Canary({ address: engine.server.address, connect: engine.connect, probe, intervalMs: 10 });
    canary.start();
    await until('three values', async () => engine.values.size >= 3 || { not: engine.asked });
    engine.values.delete('tests/data/canary/2');
    const samples = await canary.stop();
    expect(samples.filter(({ proof }) => proof !== 'kept').map(({ number, proof }) => [number, proof])).toEqual([
      [2, 'lost'],
    ]);
  });

  test('writes at another rhythm at once when it is asked to', async () => {
    const canary = new Canary({ address: engine.server.address, connect: engine.connect, probe, intervalMs: 60_000 });
    canary.start();
    canary.pace(10);
    await until('three values', async () => engine.values.size >= 3 || { not: engine.asked });
    const pauses = (await canary.stop()).map(({ pause }) => pause);
    expect(pauses.slice(0, 3)).toEqual([60_000, 10, 10]);
  });

  test('makes a connection for every write, unless it is to keep them', async () => {
    await run({ probe }, 5);
    expect(engine.connections).toBeGreaterThanOrEqual(5);
    engine.connections = 0;
    engine.values.clear();
    const { address } = engine.server;
    const canary = new Canary({ address, connect: engine.connect, probe, connection: 'kept', intervalMs: 200 });
    canary.start();
    await until('five values', async () => engine.values.size >= 5 || { not: engine.asked });
    const used = engine.connections;
    await canary.stop();
    expect(used).toBeLessThan(5);
  });
});

describe('a write that fails', () => {
  const probe = valueProbe('tests', 'canary');
  const quick = { ...POLICIES.go, wait: [1, 2] } as const;
  const first = async (policy: CanaryOptions<null>['policy'], failures: number[]) => {
    engine.failures = failures;
    const [sample] = await run({ probe, ...(policy && { policy }), intervalMs: 100_000 }, failures.length);
    return sample;
  };

  test('is repeated twice by the Go client, and then it has failed', async () => {
    expect(await first(quick, [500, 503])).toMatchObject({ ok: true, tries: 3, error: null });
    expect(await first(quick, [500, 503, 500])).toMatchObject({ ok: false, tries: 3, error: 'http-500' });
  });

  test('is not repeated when the server will always refuse it', async () => {
    expect(await first(quick, [403])).toMatchObject({ ok: false, tries: 1, error: 'http-403' });
    expect(await first(quick, [501])).toMatchObject({ ok: false, tries: 1, error: 'http-501' });
  });

  test('is not repeated by hvac', async () => {
    expect(await first(POLICIES.hvac, [503])).toMatchObject({ ok: false, tries: 1, error: 'http-503' });
  });

  test('goes to the leader when stock clients are redirected, and has failed for one that follows nothing', async () => {
    engine.leader = engine.server.address;
    expect(await first(POLICIES.hvac, [307])).toMatchObject({ ok: true, tries: 2 });
    expect(await first(POLICIES.none, [307])).toMatchObject({ ok: false, tries: 1, error: 'http-307' });
    engine.leader = 'nowhere';
    expect(await first(POLICIES.hvac, [307])).toMatchObject({ ok: false, tries: 1, error: 'http-307' });
  });

  test('without an answer has failed when its time is over', async () => {
    const hasty = { ...POLICIES.none, deadlineMs: 100 };
    expect(await first(hasty, [0])).toMatchObject({ ok: false, error: 'timeout' });
  });
});

test('a canary ends at once, requests without an answer included, when its signal fires', async () => {
  engine.failures = Array.from({ length: 100 }, () => 0);
  const stop = new AbortController();
  const canary = new Canary({
    address: engine.server.address,
    connect: engine.connect,
    probe: valueProbe('tests', 'canary'),
    intervalMs: 10,
    signal: stop.signal,
  });
  canary.start();
  await until('requests hang', async () => engine.asked.length >= 3 || { not: engine.asked });
  const began = performance.now();
  stop.abort();
  expect(await canary.stop()).toEqual([]);
  expect(performance.now() - began).toBeLessThan(2_000);
});

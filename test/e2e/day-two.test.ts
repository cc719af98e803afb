import { once } from 'node:events';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'node:tls';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { OperationLock, readJournal } from '../../src/operation/index.js';
import { PORTS } from '../../src/schema/index.js';
import { SnapshotFolder } from '../../src/snapshots/index.js';
import { until } from '../engine/support/until.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { loseMachine } from './support/machines.js';
import { REAL } from './support/platform.js';

const PERIOD_S = 2;
const lab = Lab.create({ label: 'daytwo', variables: { QUORATE_LAB_SNAPSHOTS: `${PERIOD_S}s` } });
const access = new LabAccess(lab);
let balancer: string;

const quorate = (...args: string[]) => lab.quorate(args);
const put = async (secret: string, value: string) =>
  void (await (await access.admin(balancer)).kv2(MOUNT).put(secret, { value }));
const get = async (secret: string) => (await (await access.admin(balancer)).kv2(MOUNT).get(secret))?.data['value'];
const json = (outcome: Outcome): unknown => JSON.parse(outcome.stdout);

async function takeSnapshot(): Promise<{ id: string; index: number; cluster_id: string }> {
  const taken = await quorate('snapshot', 'take', lab.environment, '--json');
  expect(taken.exitCode, taken.text).toBe(0);
  return z.object({ id: z.string(), index: z.number(), cluster_id: z.string() }).parse(json(taken));
}

/** Step, state of the newest operation's entries. */
async function journalOf(kind: string): Promise<string[]> {
  const entries = (await readJournal(access.environment.store)).filter(({ entry }) => entry.kind === kind);
  const newest = entries.at(-1)?.entry.operation;
  return entries
    .filter(({ entry }) => entry.operation === newest)
    .map(({ entry }) => `${entry.step.split(' ')[0]} ${entry.state}`);
}

/** What a node's agent tells monitors. */
async function metricsOf(address: string): Promise<string> {
  const { server } = await access.environment.signer.authorities();
  const dispatcher = new Agent({ connect: { ca: [...server] } });
  const { body } = await request(`https://${address}:${PORTS.probe}/metrics`, { dispatcher });
  const text = await body.text();
  await dispatcher.close();
  return text;
}

/** Serial of the certificate that the engine at this address shows. */
async function serialOf(address: string): Promise<string> {
  const socket = connect({ host: address, port: PORTS.api, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

const restartsOf = async (address: string) => /quorate_engine_restarts (\d+)/.exec(await metricsOf(address))?.[1] ?? '';

beforeAll(async () => {
  await lab.deploy();
  balancer = await access.balancer();
  await access.prepareMount(balancer);
  await put('kept', 'from the beginning');
});
afterAll(async () => {
  await access.close();
  await lab.remove();
});

describe('members by hand', () => {
  test('step-down moves leadership; its plan moves nothing', async () => {
    const { leader } = await lab.status();
    const plan = await quorate('step-down', lab.environment, '--plan');
    expect(plan.stdout).toContain(`step down ${leader}`);
    expect((await lab.status()).leader).toBe(leader);
    const moved = await quorate('step-down', lab.environment, '--json');
    expect(json(moved)).toMatchObject({ from: leader, to: expect.not.stringMatching(leader ?? '') });
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
    expect(await journalOf('step-down')).toEqual(
      expect.arrayContaining(['step started', 'step done', 'operation done']),
    );
  });

  test('a live voter is neither removed nor wiped: the reason and the way are told', async () => {
    const [, follower] = leaderAndFollower(await lab.status());
    const removed = await quorate('remove', lab.environment, follower);
    expect(removed).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-TOLERANCE-AT-RISK') });
    const rejoined = await quorate('rejoin', lab.environment, follower);
    expect(rejoined).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-QUORUM-AT-RISK') });
    expect((await lab.status()).voters).toBe(3);
  });

  test('a removed node with old data is recognised, refused by join, and brought back by rejoin', async () => {
    const before = await lab.status();
    const [, follower] = leaderAndFollower(before);
    await (await access.admin(balancer)).raft.removePeer(follower);
    await until('the node says that it was removed', async () => {
      const { problems } = await lab.status();
      return problems.some(({ code }) => code === 'QRT-REMOVED') || { not: problems };
    });
    const refused = await quorate('join', lab.environment, follower);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-OLD-DATA') });
    expect(refused.text).toContain(`quorate rejoin ${lab.environment} ${follower}`);
    const rejoined = await quorate('rejoin', lab.environment, follower);
    expect(rejoined.exitCode, rejoined.text).toBe(0);
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect((await quorate('rejoin', lab.environment, 'nobody')).text).toContain('QRT-NOT-DESIRED');
  });

  test('nothing is done while another operation holds the lock', async () => {
    const lock = await OperationLock.acquire(access.environment.store, { operation: 'a test' });
    try {
      const refused = await quorate('step-down', lab.environment);
      expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-LOCKED') });
    } finally {
      await lock.release();
    }
  });
});

describe('a snapshot put back into the running cluster', () => {
  let first: Awaited<ReturnType<typeof takeSnapshot>>;
  let restored: Outcome;

  beforeAll(async () => {
    await put('changed', 'before');
    first = await takeSnapshot();
    await put('changed', 'after');
    await put('later', 'written after the snapshot');
    await (await access.admin(balancer)).remove(`${MOUNT}/metadata/kept`);
    // Another leader than at the time of the snapshot: standbys must not look for the old one.
    await quorate('step-down', lab.environment);
    const plan = await quorate('restore', lab.environment, '--snapshot', first.id, '--plan');
    expect(plan.text).toMatch(/\d+ log entries of the last \d+ s are not in the snapshot/);
    expect(await get('changed')).toBe('after');
    restored = await quorate('restore', lab.environment, '--snapshot', first.id, '--json');
    access.cluster.logins.forget();
  });

  test('brings back what was deleted and changed, and takes back what came later', async () => {
    expect(restored.exitCode, restored.text).toBe(0);
    expect(await get('kept')).toBe('from the beginning');
    expect(await get('changed')).toBe('before');
    expect(await get('later')).toBeUndefined();
  });

  test('reports loss and duration, and leaves a safety snapshot that undoes it', async () => {
    expect(json(restored)).toMatchObject({
      snapshot: first.id,
      cluster_id: first.cluster_id,
      lost: { entries: expect.any(Number), seconds: expect.any(Number) },
      recovery_ms: expect.any(Number),
      voters: expect.arrayContaining((await lab.status()).nodes.map(({ id }) => id)),
    });
    const { safety_snapshot } = z.object({ safety_snapshot: z.string() }).parse(json(restored));
    const undone = await quorate('restore', lab.environment, '--snapshot', safety_snapshot);
    access.cluster.logins.forget();
    expect(undone.exitCode, undone.text).toBe(0);
    expect(await get('later')).toBe('written after the snapshot');
    expect(await journalOf('restore')).toEqual(expect.arrayContaining(['restore done', 'operation done']));
  });

  test('leaves a healthy cluster that takes writes through every node', async () => {
    const report = await lab.status();
    expect(report).toMatchObject({ healthy: true, voters: 3, cluster_id: first.cluster_id });
    for (const { id, address } of report.nodes) {
      await (await access.admin(address)).kv2(MOUNT).put(`through/${id}`, { value: id });
    }
  });

  test('a snapshot that does not belong here is refused before anything changes', async () => {
    await put('changed', 'untouched');
    const { id } = await takeSnapshot();
    const manifest = path.join(lab.store, 'snapshots', `${id}.json`);
    const text = readFileSync(manifest, 'utf8');
    const refusals: readonly (readonly [change: (text: string) => string, code: string])[] = [
      [(all) => all.replace(first.cluster_id, 'another-cluster'), 'QRT-SNAPSHOT-OTHER-CLUSTER'],
      [(all) => all.replace('"version": "1.21.1"', '"version": "1.99.0"'), 'QRT-SNAPSHOT-NEWER'],
      [(all) => all.replace('transit/quorate-', 'transit/another-'), 'QRT-SNAPSHOT-OTHER-SEAL'],
    ];
    for (const [change, code] of refusals) {
      writeFileSync(manifest, change(text));
      const refused = await quorate('restore', lab.environment, '--snapshot', id);
      expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining(code) });
    }
    writeFileSync(manifest, text);
    truncateSync(path.join(lab.store, 'snapshots', `${id}.snap`), 1000);
    const cut = await quorate('restore', lab.environment, '--snapshot', id);
    expect(cut).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-SNAPSHOT-TRUNCATED') });
    expect((await quorate('snapshot', 'verify', lab.environment)).exitCode).toBe(1);
    expect(await get('changed')).toBe('untouched');
  });
});

describe('snapshots on schedule', () => {
  const listed = z.array(
    z.object({ id: z.string(), kind: z.string(), taken_by: z.string(), machine: z.string().nullable() }),
  );
  /** Machines with a disk of their own keep on it what they take; the others share the environment's folder. */
  const scheduled = async (leader: string) => {
    const kept = listed.parse(json(await quorate('snapshot', 'list', lab.environment, '--json')));
    return kept.filter(({ kind, machine }) => kind === 'scheduled' && machine === (REAL ? leader : null));
  };
  const takenBy = (leader: string) =>
    until(`${leader} takes one`, async () => {
      const found = await scheduled(leader);
      return found.some(({ taken_by }) => taken_by === leader) || { not: found };
    });

  test('are taken by the node that leads, by the next one when it leads, and only the newest of an hour is kept', async () => {
    const before = (await lab.status()).leader ?? '';
    await takenBy(before);
    await quorate('step-down', lab.environment);
    const after = (await lab.status()).leader ?? '';
    expect(after).not.toBe(before);
    await takenBy(after);
    await until('all but the newest of the hour are deleted', async () => {
      const found = await scheduled(after);
      return found.length <= 2 || { not: found };
    });
    // The schedule of this lab may delete it between the look and the reading.
    await until('the newest is whole', async () => {
      const { exitCode, text } = await quorate('snapshot', 'verify', lab.environment, 'latest');
      return exitCode === 0 || { not: text };
    });
  });

  test.runIf(REAL)('those on a machine’s own disk are pulled, and restored from there', async () => {
    const folder = new SnapshotFolder(path.join(lab.folder, 'pulled'));
    const { id = '' } = await until('the newest is pulled', async () => {
      const { text } = await quorate('snapshot', 'pull', lab.environment, 'latest', '--to', `${lab.folder}/pulled`);
      return (await folder.list())[0] ?? { not: text };
    });
    // From now on it stays where it is for a day, whatever the schedule keeps.
    const leader = (await lab.status()).leader ?? '';
    expect((await scheduled(leader)).map((one) => one.id)).toContain(id);
    const inspected = await quorate('snapshot', 'inspect', lab.environment, id);
    expect(inspected).toMatchObject({ exitCode: 0, text: expect.stringContaining(`kept on  ${leader}`) });
    await put('after the pull', 'lost with the restore');
    const restored = await quorate('restore', lab.environment, '--snapshot', id);
    access.cluster.logins.forget();
    expect(restored.exitCode, restored.text).toBe(0);
    expect(await get('after the pull')).toBeUndefined();
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
  });

  test('their age is in status, and what they took in the metrics of the leader', async () => {
    const report = await lab.status();
    expect(report.snapshots).toMatchObject({ newest: expect.any(String), failure: null, uncopied: null });
    const leader = report.nodes.find(({ id }) => id === report.leader);
    const metrics = await metricsOf(leader?.address ?? '');
    expect(metrics).toMatch(/quorate_snapshot_newest_seconds \d{10}/);
    expect(metrics).toMatch(/quorate_snapshot_duration_seconds 0\.\d+/);
    expect(metrics).toContain('quorate_snapshot_failed_seconds 0');
  });
});

describe('keys and certificates', () => {
  test('a rotated key encrypts what is written from now on; what was written stays readable', async () => {
    await put('under the old key', 'readable');
    const before = json(await quorate('keys', 'status', lab.environment, '--json'));
    expect(before).toMatchObject({ seal: 'transit', kind: 'recovery', shares: 5, threshold: 3 });
    const rotated = await quorate('keys', 'rotate', lab.environment, '--json');
    const { term, term_before } = z.object({ term: z.number(), term_before: z.number() }).parse(json(rotated));
    expect(term).toBe(term_before + 1);
    await put('under the new key', 'readable');
    expect([await get('under the old key'), await get('under the new key')]).toEqual(['readable', 'readable']);
  });

  test('renewed certificates are shown by every engine, and none was restarted', async () => {
    const { nodes } = await lab.status();
    const seen = () =>
      Promise.all(nodes.map(async ({ address }) => [await serialOf(address), await restartsOf(address)]));
    const before = await seen();
    const renewed = await quorate('certs', 'renew', lab.environment, '--json');
    expect(renewed.exitCode, renewed.text).toBe(0);
    const serials = z.array(z.object({ node: z.string(), serial: z.string() })).parse(json(renewed));
    expect(serials).toHaveLength(3);
    await until('every engine shows its new one', async () => {
      const after = await seen();
      const isNew = after.every(([serial], index) => serial !== before[index]?.[0]);
      return isNew || { not: after };
    });
    expect((await seen()).map(([, restarts]) => restarts)).toEqual(before.map(([, restarts]) => restarts));
    expect((await quorate('certs', 'status', lab.environment)).stdout).toMatch(/8\d days|9\d days/);
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
  });
});

describe('a dead member', () => {
  test('is removed by hand, and the next deploy makes another', async () => {
    const [, follower] = leaderAndFollower(await lab.status());
    await loseMachine(access, follower);
    const removed = await quorate('remove', lab.environment, follower, '--json');
    expect(json(removed)).toMatchObject({ removed: follower, quorum: 2, tolerance: 0 });
    const servers = await (await access.admin(balancer)).raft.configuration();
    expect(servers.map(({ node_id }) => node_id)).not.toContain(follower);
    await lab.deploy();
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
  });
});

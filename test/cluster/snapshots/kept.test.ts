import { randomBytes } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { dispatch } from '../../../src/agent/http/router.js';
import { verbs } from '../../../src/agent/http/verbs.js';
import { AgentClient, unixChannel } from '../../../src/channel/index.js';
import type { ClusterPlatform, MachineView } from '../../../src/cluster/access.js';
import { bringHere, copyKept, findKept, keptSnapshots, verifyKept } from '../../../src/cluster/snapshots/kept.js';
import { SnapshotFolder } from '../../../src/snapshots/index.js';
import { fakeNode } from '../../agent/support/fake-node.js';
import { serve } from '../../agent/support/socket-server.js';
import { archiveOf } from '../../snapshots/support/archive.js';
import { folder, ORIGIN } from '../../snapshots/support/kept.js';

/** More than an agent answers at once. */
const LARGE = randomBytes(3 * 1024 * 1024).toString('base64');

async function keepIn(disk: SnapshotFolder, index: number, state?: string) {
  return await disk.keep(Readable.from([await archiveOf(index, state)]), ORIGIN);
}

/** A machine with a disk of its own, whose agent answers over a socket. */
async function machine() {
  const { node } = fakeNode();
  const routes = verbs(node);
  const socket = await serve((request, response) => void dispatch(routes, request, response));
  return { disk: new SnapshotFolder(node.home.snapshots), agent: new AgentClient(unixChannel(socket)) };
}

/** The environment's folder and these machines; one without an agent does not answer. */
function access(machines: Readonly<Record<string, { agent: AgentClient } | null>>) {
  const views = Object.keys(machines).map((id) => ({ id, state: 'running', ownDisk: true }) as MachineView);
  const agent = async (id: string) => {
    const found = machines[id];
    if (!found) throw new Error(`${id} does not answer`);
    return found.agent;
  };
  // Nothing else of the platform is asked.
  const platform = { machines: async () => views, agent } as unknown as ClusterPlatform;
  return { platform, snapshots: new SnapshotFolder(folder()) };
}

test('those of every machine are listed beside those that are here, newest first, each once', async () => {
  const [a, b] = [await machine(), await machine()];
  const all = access({ 'a-1': a, 'b-1': b });
  const oldest = await keepIn(all.snapshots, 10);
  const middle = await keepIn(a.disk, 20);
  const newest = await keepIn(b.disk, 30);
  await all.snapshots.adopt(middle, Readable.from([await archiveOf(20)]));
  expect(await keptSnapshots(all)).toEqual({
    kept: [
      { manifest: newest, machine: 'b-1' },
      { manifest: middle, machine: null },
      { manifest: oldest, machine: null },
    ],
    silent: [],
  });
  expect(await findKept(all, 'latest')).toMatchObject({ machine: 'b-1' });
});

test('a machine that does not answer hides no other, and is named', async () => {
  const a = await machine();
  const all = access({ 'a-1': a, 'b-1': null });
  const manifest = await keepIn(a.disk, 20);
  expect(await keptSnapshots(all)).toEqual({ kept: [{ manifest, machine: 'a-1' }], silent: ['b-1'] });
  await expect(findKept(all, '20200101T000000Z-1')).rejects.toThrow(`newest is ${manifest.id}; b-1 did not answer`);
});

test('one of many pieces arrives whole, and is not thinned out while it is read', async () => {
  const a = await machine();
  const all = access({ 'a-1': a });
  const manifest = await keepIn(a.disk, 20, LARGE);
  const copies = new SnapshotFolder(folder());
  await copyKept(all, { manifest, machine: 'a-1' }, copies);
  await copies.verify(manifest);
  expect(await copies.list()).toEqual([manifest]);
  expect(await a.disk.isHeld(manifest.id, Date.now())).toBe(true);
});

test('one that is needed here is brought here, once', async () => {
  const a = await machine();
  const all = access({ 'a-1': a });
  const manifest = await keepIn(a.disk, 20);
  await bringHere(all, manifest);
  await a.disk.remove(manifest.id);
  await bringHere(all, manifest);
  await all.snapshots.verify(manifest);
  expect(await all.snapshots.isHeld(manifest.id, Date.now())).toBe(true);
});

test('a broken one is named by the machine that has it, and is not taken over from there', async () => {
  const a = await machine();
  const all = access({ 'a-1': a });
  const manifest = await keepIn(a.disk, 20);
  truncateSync(a.disk.archiveOf(manifest.id), 100);
  const there = { manifest, machine: 'a-1' };
  await expect(verifyKept(all, there)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-TRUNCATED' });
  await expect(bringHere(all, manifest)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-TRUNCATED' });
  expect(await all.snapshots.list()).toEqual([]);
});

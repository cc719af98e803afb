import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Node } from '../../../src/agent/node.js';
import type { Duty } from '../../../src/agent/snapshots/duty.js';
import { keepCopying } from '../../../src/agent/snapshots/keep-copying.js';
import { keepTaking } from '../../../src/agent/snapshots/keep-taking.js';
import { type SnapshotCopies, SnapshotFolder, type SnapshotManifest } from '../../../src/snapshots/index.js';
import { archiveOf } from '../../snapshots/support/archive.js';
import { ORIGIN } from '../../snapshots/support/kept.js';
import { fakeNode } from '../support/fake-node.js';
import { CONFIGURATION } from '../support/machine.js';

const MINUTE = 60_000;
/** The first minute of an hour, so that what an hour keeps does not depend on when the test runs. */
const BEGINNING = Date.parse('2030-01-01T09:00:00Z');
const STEP_MS = 500;
/** Of real time, for real files on a busy machine. */
const SETTLED_MS = 20_000;
const never = new Promise<never>(() => undefined);

/** What object storage does with a request. */
type Mood = 'well' | 'away' | '503' | 'full' | 'silent';

class Storage implements SnapshotCopies {
  readonly place = 's3://a-place/';
  readonly kept: SnapshotManifest[] = [];
  mood: Mood = 'well';
  /** Copies that wait for an answer which never comes. */
  hanging = 0;

  async put(manifest: SnapshotManifest): Promise<void> {
    await this.#answer('put');
    this.kept.push(manifest);
  }
  async list() {
    await this.#answer('list');
    return this.kept.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }
  async remove({ id }: { readonly id: string }): Promise<void> {
    await this.#answer('remove');
    this.kept.splice(
      this.kept.findIndex((one) => one.id === id),
      1,
    );
  }
  manifest = (): Promise<never> => Promise.reject(new Error('not used here'));
  archive = (): Promise<never> => Promise.reject(new Error('not used here'));
  close = async (): Promise<void> => undefined;

  async #answer(what: 'put' | 'list' | 'remove'): Promise<void> {
    if (this.mood === 'silent') {
      if (what === 'put') this.hanging += 1;
      await never;
    }
    if (this.mood === 'well' || (this.mood === 'full' && what !== 'put')) return;
    throw new Error(
      { away: 'ECONNREFUSED', '503': '503 SlowDown', full: '507 Insufficient Storage', silent: '' }[this.mood],
    );
  }
}

/** A node with its two loops: it leads, or follows another on the same folder. */
function member(storage: Storage, beside?: { readonly node: Node }) {
  const { node } = fakeNode({}, beside ? { home: beside.node.home } : {});
  const folder = new SnapshotFolder(node.home.snapshots);
  const state = { leads: beside === undefined, cut: false };
  const duty: Duty = {
    configuration: CONFIGURATION,
    schedule: {
      every: MINUTE / 1000,
      keep: { hourly: 1, daily: 0, weekly: 0 },
      storage: {
        bucket: 'a-place',
        prefix: '',
        region: 'eu-west-1',
        endpoint: null,
        kms_key_id: null,
        credentials_file: null,
        thinned_by: 'agent',
      },
    },
    cluster: ORIGIN.cluster_id,
    copies: storage,
  };
  const dutyOf = async () => (state.leads ? duty : null);
  const take = async () => {
    const whole = await archiveOf(Math.floor((Date.now() - BEGINNING) / 1000) + 1);
    const archive = state.cut ? brokenOff(whole) : Readable.from([whole]);
    if (state.cut) state.leads = false;
    return await folder.keep(archive, { ...ORIGIN, kind: 'scheduled' });
  };
  keepTaking(node, { dutyOf, take });
  keepCopying(node, dutyOf);
  return { node, folder, state };
}

/** What arrives of an archive whose node stops leading while it is sent. */
function brokenOff(whole: Buffer): Readable {
  return Readable.from(
    (async function* () {
      yield whole.subarray(0, whole.length / 2);
      throw new Error('socket hang up');
    })(),
  );
}

/** Lets so much time pass, and all that is done meanwhile be done: files are real, time is not. */
async function pass(ms: number, storage: Storage, members = 1): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    await vi.advanceTimersByTimeAsync(STEP_MS);
    await settled(storage, members);
  }
}

/** Each of the two loops of a node waits for its next turn, or for storage that never answers. */
async function settled(storage: Storage, members: number): Promise<void> {
  const end = performance.now() + SETTLED_MS;
  while (vi.getTimerCount() !== 2 * members - storage.hanging) {
    if (performance.now() > end) throw new Error(`${vi.getTimerCount()} of ${2 * members} loops wait for their turn`);
    await new Promise((done) => setImmediate(done));
  }
}

/** How many were taken in each minute since the beginning. */
function perMinute(all: readonly { readonly taken: string }[]): number[] {
  const counts: number[] = [];
  for (const { taken } of all) {
    const minute = Math.floor((Date.parse(taken) - BEGINNING) / MINUTE);
    counts[minute] = (counts[minute] ?? 0) + 1;
  }
  return [...counts].map((count) => count ?? 0);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: BEGINNING });
});
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
});

test.each<Mood>(['away', '503', 'full', 'silent'])(
  'storage that is %s for ten minutes: one a minute is kept here, none is deleted, all are copied when it is back',
  async (mood) => {
    const storage = new Storage();
    const { node, folder } = member(storage);
    await pass(MINUTE / 2, storage);
    expect(storage.kept).toHaveLength(1);
    storage.mood = mood;
    await pass(10 * MINUTE, storage);
    const kept = await folder.list();
    expect(perMinute(kept)).toEqual(Array.from({ length: 11 }, () => 1));
    expect(storage.kept).toHaveLength(1);
    expect(node.snapshots?.failure).toBeNull();
    if (mood !== 'silent') expect(node.snapshots?.copy_failure?.reason).toMatch(/ECONNREFUSED|503|507/);
    expect(node.snapshots?.uncopied).toBeGreaterThanOrEqual(mood === 'silent' ? 1 : 9);
    if (mood === 'silent') return;
    storage.mood = 'well';
    await pass(MINUTE / 2, storage);
    expect(node.snapshots).toMatchObject({ uncopied: 0, copy_failure: null });
    // The newest of the hour is all that this retention keeps, in both places.
    expect(await folder.list()).toHaveLength(1);
    expect(storage.kept).toHaveLength(1);
    expect((await folder.list())[0]?.id).toBe(storage.kept[0]?.id);
  },
);

test('a leader that is gone in the middle of one leaves no broken file, and the next leader takes that of the period', async () => {
  const storage = new Storage();
  storage.mood = 'away';
  const old = member(storage);
  const next = member(storage, old);
  await pass(MINUTE / 2, storage, 2);
  old.state.cut = true;
  await pass(MINUTE, storage, 2);
  expect(perMinute(await old.folder.list())).toEqual([1]);
  expect(old.state.leads).toBe(false);
  next.state.leads = true;
  await pass(MINUTE / 2, storage, 2);
  expect(perMinute(await next.folder.list())).toEqual([1, 1]);
  for (const manifest of await next.folder.list()) await next.folder.verify(manifest);
});

import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { QuorateError } from '../../schema/index.js';
import type { SnapshotFolder, SnapshotManifest } from '../../snapshots/index.js';
import type { ClusterAccess } from '../access.js';
import { list } from '../plan/situation.js';

type Access = Pick<ClusterAccess, 'platform' | 'snapshots'>;

/** A snapshot, and where it is. */
export interface KeptSnapshot {
  readonly manifest: SnapshotManifest;
  /** The machine that has it on a disk of its own; null: it is in the environment's folder. */
  readonly machine: string | null;
}

/** All snapshots that are known of. */
export interface KeptSnapshots {
  /** Newest first, each once: in the environment's folder if it is there too. */
  readonly kept: readonly KeptSnapshot[];
  /** Machines with disks of their own that do not answer, and may have more. */
  readonly silent: readonly string[];
}

/** Looks into the environment's folder and asks every machine that has a disk of its own. */
export async function keptSnapshots({ platform, snapshots }: Access): Promise<KeptSnapshots> {
  const machines = (await platform.machines()).filter(({ ownDisk, state }) => ownDisk === true && state !== 'gone');
  const [here, ...answers] = await Promise.all([
    snapshots.list(),
    ...machines.map(async ({ id }) => {
      const there = await platform
        .agent(id)
        .then((agent) => agent.snapshots())
        .catch(() => null);
      return { id, there };
    }),
  ]);
  const kept = new Map<string, KeptSnapshot>(here.map((manifest) => [manifest.id, { manifest, machine: null }]));
  for (const { id: machine, there } of answers) {
    for (const manifest of there ?? []) if (!kept.has(manifest.id)) kept.set(manifest.id, { manifest, machine });
  }
  return {
    kept: [...kept.values()].sort((a, b) => (a.manifest.id < b.manifest.id ? 1 : -1)),
    silent: answers.flatMap(({ id, there }) => (there === null ? [id] : [])),
  };
}

/**
 * The snapshot of this id, or the newest for `latest`, wherever it is kept.
 *
 * @throws QuorateError `QRT-SNAPSHOT-UNKNOWN`, naming the machines that could not be asked
 */
export async function findKept(access: Access, id: string): Promise<KeptSnapshot> {
  const { kept, silent } = await keptSnapshots(access);
  const found = id === 'latest' ? kept[0] : kept.find(({ manifest }) => manifest.id === id);
  if (found) return found;
  const newest = kept[0] === undefined ? 'none was taken' : `newest is ${kept[0].manifest.id}`;
  const unasked = silent.length === 0 ? '' : `; ${list(silent)} did not answer`;
  throw new QuorateError(
    'QRT-SNAPSHOT-UNKNOWN',
    `there is no snapshot ${id} here: ${newest}${unasked}`,
    '`quorate snapshot list` shows them all.',
  );
}

/** Has it read to its end where it is. @throws QuorateError whose code says what is wrong with it */
export async function verifyKept({ platform, snapshots }: Access, { manifest, machine }: KeptSnapshot): Promise<void> {
  if (machine === null) await snapshots.verify(manifest);
  else await (await platform.agent(machine)).verifySnapshot(manifest.id);
}

/** Copies it to another folder of snapshots, verified there. */
export async function copyKept(
  { platform, snapshots }: Access,
  { manifest, machine }: KeptSnapshot,
  to: SnapshotFolder,
): Promise<void> {
  const archive =
    machine === null
      ? createReadStream(snapshots.archiveOf(manifest.id))
      : Readable.from((await platform.agent(machine)).snapshotArchive(manifest.id));
  await to.adopt(manifest, archive);
}

/** Has it in the environment's folder for longer than anybody reads it: brought there, verified, unless it is there. */
export async function bringHere(access: Access, manifest: SnapshotManifest): Promise<void> {
  const { snapshots } = access;
  if (!(await snapshots.list()).some(({ id }) => id === manifest.id)) {
    await copyKept(access, await findKept(access, manifest.id), snapshots);
  }
  await snapshots.hold(manifest);
}

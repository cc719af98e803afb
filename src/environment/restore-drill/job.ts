import {
  bringHere,
  type ClusterAccess,
  confirmedKeys,
  type Job,
  keptSnapshots,
  type Preparation,
  refill,
  sharesAtHand,
  snapshot,
} from '../../cluster/index.js';
import { CERTIFICATE_MOUNT, QuorateError } from '../../schema/index.js';
import type { SnapshotManifest } from '../../snapshots/index.js';
import type { Environment } from '../environment.js';
import { holdsCanary, type PlantedCanary, plantCanary, plantedCanary } from './canary.js';
import { FencedCopy } from './copy.js';
import { engineOfLeader } from './leader.js';
import { keepDrill, type RestoreDrill } from './record.js';

type Work = Parameters<Job<RestoreDrill>['steps'][number]['run']>[0];

/**
 * Restores the newest snapshot into a single engine that can reach nothing but the seal, looks whether everything is
 * there, and removes it. The cluster is not touched, but for a canary that the first drill plants.
 *
 * @param fenceProgram the bundled program that runs behind the fence
 * @throws QuorateError `QRT-FENCE` where there can be no fence, `QRT-DRILL` for what was not found
 */
export function restoreDrillJob(environment: Environment, fenceProgram: string): Preparation<RestoreDrill> {
  return async ({ access, spec }): Promise<Job<RestoreDrill>> => {
    const { store } = environment;
    const entry = await confirmedKeys(access, spec);
    let canary = await plantedCanary(store, entry.cluster_id);
    const { kept } = await keptSnapshots(access);
    let manifest = kept
      .map((one) => one.manifest)
      .find(({ cluster_id, seal }) => cluster_id === entry.cluster_id && seal.type === entry.seal);
    const isOld = manifest === undefined || canary === null || Date.parse(manifest.taken) < Date.parse(canary.planted);
    // Asked for now: a drill that nobody can unseal must not begin. An older snapshot needs the shares of its time.
    const generation = isOld ? entry.generation : (manifest?.shares ?? entry.generation);
    const shares = spec.seal.type === 'shamir' ? await ownShares(access, generation) : [];
    let drill: RestoreDrill | undefined;
    const planting = {
      step: 'plant a canary',
      reason: 'what a restore has to bring back has to be known beforehand; a policy of ours that allows nothing',
      run: async (work: Work) => {
        const leader = await engineOfLeader(work, 'configure');
        await work.lock.assertHeld();
        canary = await plantCanary(store, leader, entry.cluster_id);
      },
    };
    const taking = {
      step: 'take a snapshot',
      reason: 'none that is kept has the canary in it yet',
      run: async (work: Work) => {
        manifest = await snapshot(work, 'manual', 'for a restore drill');
      },
    };
    const drilling = {
      step: `restore ${isOld ? 'it' : (manifest?.id ?? '')} into a fenced copy`,
      reason: 'it has to serve there with everything that is in it; nothing but the seal can be reached from it',
      run: async (work: Work) => {
        if (!manifest || !canary) throw new Error('a snapshot with the canary is there once the steps before have run');
        drill = await exercise(work, environment, { manifest, canary, shares, fenceProgram });
        await keepDrill(store, drill);
      },
    };
    return {
      steps: [...(canary === null ? [planting] : []), ...(isOld ? [taking] : []), drilling],
      conclude: async () => {
        if (drill) return drill;
        throw new Error('the drill has a result once its step has run');
      },
    };
  };
}

async function ownShares(access: ClusterAccess, generation: string): Promise<readonly string[]> {
  try {
    return await sharesAtHand(access, null, { generation });
  } catch (cause) {
    if (!(cause instanceof QuorateError) || cause.code !== 'QRT-SHARE-NEEDED') throw cause;
    throw new QuorateError(
      'QRT-SHARE-NEEDED',
      'the shares of this cluster are with people, and nobody could unseal the copy of a drill, which lives for seconds',
      '`quorate snapshot verify ENV` reads every snapshot to its end. A drill needs an auto-seal, or the own key of a lab.',
      { cause },
    );
  }
}

interface Exercise {
  readonly manifest: SnapshotManifest;
  readonly canary: PlantedCanary;
  readonly shares: readonly string[];
  readonly fenceProgram: string;
}

async function exercise(
  work: Work,
  environment: Environment,
  { manifest, canary, shares, fenceProgram }: Exercise,
): Promise<RestoreDrill> {
  const { access, spec, signal, progress } = work;
  await bringHere(access, manifest);
  const lap = stopwatch();
  // Read to its end while the copy is founded, which mostly waits.
  const whole = environment.snapshots.verify(manifest);
  whole.catch(() => undefined);
  const copy = await FencedCopy.open(environment, spec, fenceProgram);
  let found: Omit<RestoreDrill, 'when' | 'phases'>;
  const phases = { founded: 0, restored: 0, checked: 0, removed: 0 };
  try {
    progress(`fenced: only ${copy.proof.interfaces.join(', ')}, ${copy.proof.refused} addresses out of reach`);
    const engine = await copy.found(spec.seal.type, signal);
    await whole;
    phases.founded = lap();
    await refill(work, { operation: 'drill', engine }, manifest);
    await engine.close();
    await copy.awaitRestored(shares, signal);
    phases.restored = lap();
    found = await check(copy, manifest, canary);
    phases.checked = lap();
  } finally {
    await copy.close();
  }
  phases.removed = lap();
  return { ...found, when: new Date().toISOString(), phases };
}

async function check(
  copy: FencedCopy,
  manifest: SnapshotManifest,
  canary: PlantedCanary,
): Promise<Omit<RestoreDrill, 'when' | 'phases'>> {
  const { mounts, cluster_id, applied_index } = await copy.as('operator', async (engine) => ({
    mounts: [...Object.keys(await engine.mounts.list()), ...Object.keys(await engine.auth.list()).map(authPath)],
    cluster_id: (await engine.sealStatus()).cluster_id ?? 'none',
    applied_index: (await engine.leader()).raft_applied_index ?? 0,
  }));
  const { policies, held } = await copy.as('configure', async (engine) => ({
    policies: await engine.policies.list(),
    held: await holdsCanary(engine, canary),
  }));
  expectFound(cluster_id === manifest.cluster_id, `cluster ${manifest.cluster_id}`, `cluster ${cluster_id}`);
  expectFound(applied_index >= manifest.index, `entries up to ${manifest.index}`, `up to ${applied_index}`);
  expectFound(held, 'the canary that was planted before the snapshot', 'none, or another');
  expectFound(mounts.includes(authPath(`${CERTIFICATE_MOUNT}/`)), 'our own logins', mounts.join(', '));
  return {
    snapshot: manifest.id,
    cluster_id,
    index: manifest.index,
    applied_index,
    mounts: mounts.toSorted(),
    policies: policies.length,
    fence: { interfaces: [...copy.proof.interfaces], refused: copy.proof.refused },
  };
}

function authPath(path: string): string {
  return `auth/${path}`;
}

function expectFound(found: boolean, expected: string, received: string): void {
  if (found) return;
  throw new QuorateError(
    'QRT-DRILL',
    `the restored copy lacks what it should have: expected ${expected}, received ${received}`,
    'Take another snapshot and run the drill again; until then do not rely on this one. Nothing of the cluster was touched.',
  );
}

/** Milliseconds since the last call. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const lap = Math.round(now - last);
    last = now;
    return lap;
  };
}

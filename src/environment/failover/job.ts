import {
  bringBack,
  type ClusterSpec,
  discardThrowaway,
  FactsStore,
  formerShares,
  type Job,
  type JobContext,
  type JobStep,
  letOthersJoin,
  lostCluster,
  type Preparation,
  runtimeConfigurationOf,
  type Situation,
  situationNow,
  snapshot,
  takeOver,
  throwawayOn,
} from '../../cluster/index.js';
import { adoptKeyPair, readKeyPair, SealedStore } from '../../custody/index.js';
import { QuorateError } from '../../schema/index.js';
import { assertFits, type SnapshotManifest, sealKeyOf } from '../../snapshots/index.js';
import { withCluster } from '../cluster.js';
import type { Environment } from '../environment.js';
import { operate } from '../operate.js';
import { bringNewest, newestOf } from './newest.js';
import { type Origin, type OriginOptions, originOf } from './origin.js';

/** What a failover did. */
export interface FailedOver {
  readonly from: string;
  readonly to: string;
  readonly snapshot: string;
  readonly cluster_id: string;
  readonly leader: string | null;
  readonly voters: readonly string[];
  /** What was written in so many seconds before the failover is not in the snapshot, at most. */
  readonly rpo_seconds: number;
  /** From the beginning of this command until every voter was proven, milliseconds. */
  readonly rto_ms: number;
}

type Work = Parameters<JobStep['run']>[0];

/**
 * Has the waiting machines of one environment take over the cluster of another: its newest snapshot is restored into
 * one of them, its keys come along, the operators of the new place get their logins, and the others join. Goes on where
 * an earlier try ended.
 *
 * @param share the one that a person gave; null where a lab's own key opens them
 * @throws QuorateError `QRT-FAILOVER-TARGET`, `QRT-FAILOVER-ALIVE`, `QRT-NODE-UNREACHABLE`, `QRT-NO-SNAPSHOT`, and what
 * says that a snapshot does not fit; all before anything is changed.
 */
export function failoverJob(
  from: Environment,
  fromSpec: ClusterSpec,
  to: Environment,
  share: string | null,
  options: OriginOptions,
): Preparation<FailedOver> {
  return async (context): Promise<Job<FailedOver>> => {
    const { spec, signal } = context;
    assertWaits(spec, from.name);
    const origin = await originOf(from, fromSpec, options, signal);
    const own = await new SealedStore(to.store, spec.name).read();
    const isAdopted = own?.state === 'confirmed' && own.cluster_id === origin.keys.cluster_id;
    if (own?.state === 'confirmed' && !isAdopted) throw hasCluster(to.name, own.cluster_id);
    const known = await newestOf(origin);
    if (known === null && origin.leader === null) throw noSnapshot(from.name);
    if (known !== null) assertOpens(known, spec, origin);
    const before = await situationNow(context);
    const [founder = ''] = before.wanted;
    const isThere = isAdopted && (await hasArrived(context, before, founder));
    let manifest = known;
    let lossEnds = Date.now();
    const began = performance.now();
    const steps: JobStep[] = [];
    if (origin.leader !== null) {
      steps.push({
        step: `take the last snapshot of ${from.name}`,
        reason: `${origin.leader} still leads; what is written after it is lost`,
        run: async (work) => void (await lastSnapshot(origin, work)),
      });
    }
    if (!isThere) {
      steps.push(
        {
          step: `stop what is left of ${from.name}`,
          reason: 'two clusters with the same data must never run: each would revoke what the other has lent',
          run: async (work) => {
            await stopAll(origin, work);
            lossEnds = Date.now();
          },
        },
        {
          step: `bring keys and newest snapshot to ${to.name}`,
          reason: 'the shares stay encrypted to their holders; the snapshot is verified where it arrives',
          run: async () => {
            manifest = await bringNewest(origin, to);
            assertOpens(manifest, spec, origin);
            await bringKeys(origin, to, spec);
          },
        },
        {
          step: `restore it into ${founder}`,
          reason: 'one node takes the snapshot, or the copies would take each other for removed',
          run: (work) => restoreInto(work, origin, manifest),
        },
      );
    }
    steps.push(
      {
        step: `give the operators of ${to.name} their logins`,
        reason: `the cluster knows those of ${from.name}; a quorum of shares lets in those of ${to.name}`,
        run: async (work) => {
          await noteMoved(origin, to, work);
          if ((await situationNow(work)).observed.cluster?.membership == null) await takeOver(work, founder, share);
        },
      },
      letOthersJoin,
    );
    return {
      steps,
      conclude: async (work) => {
        const { leader, voters } = await situationNow(work);
        return {
          from: from.name,
          to: to.name,
          snapshot: manifest?.id ?? '',
          cluster_id: origin.keys.cluster_id,
          leader,
          voters,
          rpo_seconds: Math.max(0, Math.round((lossEnds - Date.parse(manifest?.taken ?? '')) / 1000)),
          rto_ms: Math.round(performance.now() - began),
        };
      },
    };
  };
}

/** Whether the founder already is the cluster: what it holds is no throwaway's, which a restore was to replace. */
async function hasArrived(context: JobContext, { observed }: Situation, founder: string): Promise<boolean> {
  const { report } = observed.nodes.find(({ id }) => id === founder) ?? { report: null };
  return report?.hasData === true && (await throwawayOn(context, founder)) === null;
}

async function restoreInto(work: Work, { keys }: Origin, manifest: SnapshotManifest | null): Promise<void> {
  const gone = await lostCluster(work, await situationNow(work), []);
  if (gone === null || manifest === null) throw new Error('waiting machines are empty and have keys by now');
  for (const [node, operation] of gone.leftovers) await discardThrowaway(work, node, operation);
  await bringBack(work, gone.founder, { manifest, former: formerShares(keys, manifest) });
}

async function lastSnapshot({ environment, spec }: Origin, { signal, progress }: Work): Promise<SnapshotManifest> {
  return await operate(environment, 'failover', signal, async ({ lock, signal: ending }) =>
    withCluster(environment, spec.name, (access) =>
      snapshot({ access, spec, lock, signal: ending, progress }, 'manual', 'the last one before a failover'),
    ),
  );
}

/** From now on its machines may be destroyed, and none of them serves again by itself. */
async function stopAll({ environment, reached }: Origin, { signal }: Work): Promise<void> {
  await operate(environment, 'failover', signal, async ({ lock }) => {
    for (const id of reached) await (await environment.agent(id)).recover('halted');
    const memory = new FactsStore(environment.store, () => lock.assertHeld());
    await memory.write({ ...(await memory.read()), dissolved: true });
  });
}

/** What was left behind never serves again, also when it is deployed by mistake. */
async function noteMoved({ environment }: Origin, to: Environment, { signal }: Work): Promise<void> {
  await operate(environment, 'failover', signal, async ({ lock }) => {
    const memory = new FactsStore(environment.store, () => lock.assertHeld());
    await memory.write({ ...(await memory.read()), movedTo: to.name });
  });
}

async function bringKeys({ environment, keys }: Origin, to: Environment, { name, custody }: ClusterSpec) {
  const pair = custody.type === 'lab' ? await readKeyPair(environment.working, 'lab') : undefined;
  if (pair) await adoptKeyPair(to.working, 'lab', pair);
  await new SealedStore(to.store, name).apply({ event: 'adopt', entry: keys });
}

function assertOpens(manifest: SnapshotManifest, spec: ClusterSpec, { keys }: Origin): void {
  const { cluster_id } = manifest;
  const seal = sealKeyOf(runtimeConfigurationOf(spec).seal, cluster_id);
  assertFits(manifest, { cluster_id, engine: spec.engine, seal });
  formerShares(keys, manifest);
}

function assertWaits({ environment, standby_of }: ClusterSpec, from: string): void {
  if (standby_of === from) return;
  throw new QuorateError(
    'QRT-FAILOVER-TARGET',
    `${environment} does not wait for the cluster of ${from}: its stack says ${standby_of === null ? 'that it has one of its own' : `standbyOf: '${standby_of}'`}`,
    `Name an environment whose stack has standbyOf: '${from}'. Nothing was changed.`,
  );
}

function hasCluster(name: string, id: string): QuorateError {
  return new QuorateError(
    'QRT-FAILOVER-TARGET',
    `${name} has a cluster of its own, ${id}, which a failover would destroy`,
    'Destroy it first if nobody needs it, deploy its machines anew, then fail over. Nothing was changed.',
  );
}

function noSnapshot(name: string): QuorateError {
  return new QuorateError(
    'QRT-NO-SNAPSHOT',
    `no snapshot of ${name} can be found, and nobody leads it any more who could give one`,
    'Look where its snapshots are shipped to: `quorate snapshot copies`. Nothing was changed.',
  );
}

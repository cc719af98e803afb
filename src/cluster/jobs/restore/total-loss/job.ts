import type { SnapshotManifest } from '../../../../snapshots/index.js';
import { holdersOf } from '../../../keys/generation.js';
import type { Situation } from '../../../plan/index.js';
import { bringHere } from '../../../snapshots/kept.js';
import { configure } from '../../../steps/configure.js';
import type { StepContext } from '../../../steps/context.js';
import type { Job, JobContext, JobStep } from '../../job.js';
import { forgetTheLost } from '../../support/forget-the-lost.js';
import { letOthersJoin } from '../../support/let-others-join.js';
import { type FittingSnapshot, fittingSnapshot } from '../fitting.js';
import { lossOf } from '../loss.js';
import { type Restored, restoredReport } from '../restored.js';
import type { LostCluster } from './lost-cluster.js';
import { refill } from './refill.js';
import { discardThrowaway, foundThrowaway } from './throwaway.js';

/**
 * Puts the snapshot into an empty node and starts it again: from then on it is the cluster, alone, with the shares of the
 * snapshot's time in force.
 */
export async function bringBack(
  work: StepContext,
  founder: string,
  { manifest, former }: FittingSnapshot,
): Promise<void> {
  await bringHere(work.access, manifest);
  await configure(work, founder);
  const throwaway = await foundThrowaway(work, founder);
  await refill(work, throwaway, manifest);
  if (former !== null) await work.access.sealed.apply({ event: 'back-in-force', generation: former.generation });
  await work.access.snapshots.beginAnew();
  const agent = await work.access.platform.agent(founder);
  await agent.restart();
  await agent.forgetInitialization(throwaway.operation);
  await forgetTheLost(work);
  work.access.logins.forget();
}

/**
 * Brings a cluster back into empty machines. One of them takes the snapshot and is started again, or the others would
 * stay sealed for ever; only then do they join. Until then nothing is lost by beginning anew.
 */
export async function totalLossJob(
  context: JobContext,
  situation: Situation,
  { clusterId, founder, leftovers, lost: given }: LostCluster,
  id: string,
): Promise<Job<Restored>> {
  const fitting = await fittingSnapshot(context, situation, id, clusterId);
  const { manifest, former } = fitting;
  const lost = lossOf(manifest, situation);
  const needs = former === null ? '' : `; ${holdersOf(former)}`;
  let began = 0;
  const steps: JobStep[] = [
    ...[...leftovers].map(([node, operation]) => ({
      step: `discard what an earlier try left on ${node}`,
      reason: 'it was initialized for a restore that was not finished, and holds nothing of the cluster',
      run: async (work: Parameters<JobStep['run']>[0]) => await discardThrowaway(work, node, operation),
    })),
    {
      step: `${intoAny(manifest)}${founder}`,
      reason: `every node is empty and cluster ${clusterId} is only in its snapshots; ${lost.text}${needs}`,
      run: async (work) => {
        began = performance.now();
        await forgetTheLost(work, given);
        await bringBack(work, founder, fitting);
      },
    },
    letOthersJoin,
  ];
  return {
    steps,
    conclude: async (work) =>
      await restoredReport(work, manifest, {
        safety_snapshot: null,
        lost,
        recovery_ms: performance.now() - began,
      }),
  };
}

/** Whether one with this snapshot was broken off after its founder, which nobody had joined yet, began to lead. */
export function isEndOfTotalLoss(
  { leader }: Situation,
  manifest: SnapshotManifest,
  brokenOff: readonly string[],
): boolean {
  const hasBegun = brokenOff.some((step) => step.startsWith(intoAny(manifest)));
  return hasBegun && (isJoining(brokenOff) || brokenOff.includes(`${intoAny(manifest)}${leader}`));
}

/** What is left of it then: what was written since is kept. */
export function endOfTotalLoss(
  situation: Situation,
  manifest: SnapshotManifest,
  brokenOff: readonly string[],
): Job<Restored> {
  const began = performance.now();
  const lost = lossOf(manifest, { ...situation, observed: { ...situation.observed, cluster: null } });
  return {
    steps: isJoining(brokenOff) ? [letOthersJoin] : [forget, letOthersJoin],
    conclude: async (work) =>
      await restoredReport(work, manifest, { safety_snapshot: null, lost, recovery_ms: performance.now() - began }),
  };
}

const forget: JobStep = {
  step: 'forget the lost cluster',
  reason: 'what is remembered of its members would only mislead',
  run: async (work) => await forgetTheLost(work),
};

function isJoining(brokenOff: readonly string[]): boolean {
  return brokenOff.includes(letOthersJoin.step);
}

function intoAny({ id }: SnapshotManifest): string {
  return `restore ${id} into `;
}

import type { ShareSet } from '../../../custody/index.js';
import { assertFits, type SnapshotManifest, sealInUse, sealKeyOf } from '../../../snapshots/index.js';
import { formerSharesFor } from '../../keys/generation.js';
import type { Situation } from '../../plan/index.js';
import { findKept, verifyKept } from '../../snapshots/kept.js';
import { runtimeConfigurationOf } from '../../spec/runtime.js';
import type { JobContext } from '../job.js';

/** A snapshot that can be put back. */
export interface FittingSnapshot {
  readonly manifest: SnapshotManifest;
  /** The shares that come back with it; null when they are those in force. */
  readonly former: ShareSet | null;
}

/**
 * The snapshot of this id, whole to its last bit and of this cluster. Everything that can be known before anything is
 * changed is known then.
 *
 * @param clusterId of the cluster that it has to be of
 */
export async function fittingSnapshot(
  { access, spec }: JobContext,
  { observed, leader }: Situation,
  id: string,
  clusterId: string,
): Promise<FittingSnapshot> {
  const kept = await findKept(access, id);
  const { manifest } = kept;
  const report = observed.nodes.find((node) => node.id === leader)?.report;
  const version = report?.version ?? spec.engine.version;
  const seal = sealInUse(runtimeConfigurationOf(spec), report?.sealType ?? spec.seal.type);
  assertFits(manifest, {
    cluster_id: clusterId,
    engine: { name: spec.engine.name, version },
    seal: sealKeyOf(seal, clusterId),
  });
  const former = await formerSharesFor(access, manifest);
  await verifyKept(access, kept);
  return { manifest, former };
}

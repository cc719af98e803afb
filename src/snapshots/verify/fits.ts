import semver from 'semver';
import { QuorateError, type SnapshotManifest } from '../../schema/index.js';

/** Where a snapshot is to be restored. */
export type RestoreTarget = Pick<SnapshotManifest, 'cluster_id' | 'engine' | 'seal'>;

/**
 * Whether the snapshot belongs where it is to go. The engine does not ask: it takes a snapshot of another cluster that
 * the same key opens.
 *
 * @throws QuorateError `QRT-SNAPSHOT-OTHER-CLUSTER`, `QRT-SNAPSHOT-NEWER` or `QRT-SNAPSHOT-OTHER-SEAL`
 */
export function assertFits({ id, cluster_id, engine, seal }: SnapshotManifest, target: RestoreTarget): void {
  if (cluster_id !== target.cluster_id) {
    throw new QuorateError(
      'QRT-SNAPSHOT-OTHER-CLUSTER',
      `snapshot ${id} is of cluster ${cluster_id}, this is cluster ${target.cluster_id}`,
      'Choose a snapshot of this cluster. Machines take another cluster over by name alone: quorate failover. Nothing was changed.',
    );
  }
  if (engine.name !== target.engine.name || semver.gt(engine.version, target.engine.version)) {
    throw new QuorateError(
      'QRT-SNAPSHOT-NEWER',
      `snapshot ${id} was written by ${engine.name} ${engine.version}, the cluster runs ${target.engine.name} ${target.engine.version}, which cannot read it`,
      'Choose an older snapshot, or deploy that version of the engine first. Nothing was changed.',
    );
  }
  if (seal.type !== target.seal.type || keyId(seal.key) !== keyId(target.seal.key)) {
    throw new QuorateError(
      'QRT-SNAPSHOT-OTHER-SEAL',
      `snapshot ${id} is sealed by ${seal.type} ${seal.key}, this cluster by ${target.seal.type} ${target.seal.key}`,
      'Only the key that sealed it opens it: choose a snapshot from after the change of keys. Nothing was changed.',
    );
  }
}

/** A key of AWS that is in several regions has one id there: each of its copies opens what another one sealed. */
function keyId(key: string): string {
  return /mrk-[0-9a-f]+$/.exec(key)?.[0] ?? key;
}

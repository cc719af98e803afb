import type { EngineError } from '../../../engine/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { SnapshotManifest } from '../../../snapshots/index.js';

/** The engine opens the sealed sums before it touches its storage. */
export function otherKeys({ id }: SnapshotManifest, cause: EngineError): QuorateError {
  return new QuorateError(
    'QRT-SNAPSHOT-OTHER-SEAL',
    `the engine cannot open snapshot ${id}: ${cause.message}`,
    'It was sealed by another key: choose a snapshot from after the change of keys. Nothing was changed.',
    { cause },
  );
}

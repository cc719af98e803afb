import type { CachePlace } from '../cache/cache-dir.js';
import type { Artefact, LockEntry } from '../lock/lock-file.js';
import type { OnProgress } from '../progress.js';

/** What a source works with; everything optional is settled. */
export interface SourceContext {
  readonly entry: LockEntry;
  readonly enginesDir: string;
  readonly mirror: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Puts the program of one artefact into a draft.
 *
 * @throws SourceUnavailable when it has none, QuorateError when it delivers something else than the lock says.
 */
export type Fetch<A extends Artefact> = (context: SourceContext, artefact: A, draft: CachePlace) => Promise<void>;

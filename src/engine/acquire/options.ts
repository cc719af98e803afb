import type { EnginePolicy } from './lock/resolve.js';
import type { OnProgress } from './progress.js';

/** How engines are acquired. */
export interface AcquireOptions {
  /** Which artefacts may run. */
  readonly policy: EnginePolicy;
  /** Folder with lock.json, keys and recipes. @default `engines` of the project around the working directory */
  readonly enginesDir?: string;
  /** Folder of acquired engines. @default `quorate/engines` in `$XDG_CACHE_HOME` or `~/.cache` */
  readonly cacheDir?: string;
  /** Base URL that stands in for the vendors' own; what it serves is verified all the same. @default `$QUORATE_ENGINE_MIRROR` */
  readonly mirror?: string;
  /** Environment for finding programs, caches and proxies. @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  readonly onProgress?: OnProgress;
  /** Ends the work at once and removes what is half done. */
  readonly signal?: AbortSignal;
}

/** An engine that can be run: verified bytes at a path. */
export interface AcquiredEngine {
  readonly path: string;
  readonly sha256: string;
  readonly source: 'vendor' | 'go-module' | 'file';
}

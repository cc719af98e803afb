import { QuorateError } from '../../../schema/index.js';
import { publish } from '../cache/publish.js';
import { SourceUnavailable } from '../failures.js';
import type { Artefact } from '../lock/lock-file.js';
import type { AcquiredEngine } from '../options.js';
import type { EngineSource } from '../progress.js';
import { releaseName } from '../release.js';
import { fromGoModule } from './go-module.js';
import { copyProgram, findOnPath } from './path.js';
import type { SourceContext } from './source.js';
import { fromVendor } from './vendor.js';

/** An engine in the cache. */
export type CachedEngine = AcquiredEngine & { readonly source: Artefact['source'] };

/** Tries the lock's artefacts in its order, then PATH. @throws QuorateError with the reasons of all when none has it */
export async function fromSources(cacheDir: string, context: SourceContext): Promise<CachedEngine> {
  const { entry, onProgress } = context;
  const failures: (readonly [EngineSource, SourceUnavailable])[] = [];
  for (const [source, attempt] of attempts(cacheDir, context)) {
    onProgress?.({ type: 'trying', source });
    try {
      const engine = await attempt();
      onProgress?.({ type: 'ready', path: engine.path, source });
      return engine;
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      onProgress?.({ type: 'skipped', source, reason: error.message });
      failures.push([source, error]);
    }
  }
  throw unavailable(releaseName(entry), failures);
}

function attempts(
  cacheDir: string,
  context: SourceContext,
): readonly (readonly [EngineSource, () => Promise<CachedEngine>])[] {
  const { entry } = context;
  const locked = entry.artefacts.map((artefact) => {
    const attempt = () =>
      publish(cacheDir, entry, artefact, (draft) =>
        artefact.source === 'vendor' ? fromVendor(context, artefact, draft) : fromGoModule(context, artefact, draft),
      );
    return [artefact.source, attempt] as const;
  });
  const onPath = async () => {
    const { path, artefact } = await findOnPath(context);
    return publish(cacheDir, entry, artefact, (draft) => copyProgram(path, draft.program));
  };
  return [...locked, ['path', onPath]];
}

/** The cause that a person can best do something about is that of the last source before PATH. */
function unavailable(name: string, failures: readonly (readonly [EngineSource, SourceUnavailable])[]): QuorateError {
  const reasons = failures.map(([source, failure]) => `${source}: ${failure.message}`).join('\n');
  const cures = [...new Set(failures.map(([, failure]) => failure.cure))].join('\n');
  const decisive = failures.findLast(([source]) => source !== 'path')?.[1];
  return new QuorateError(
    decisive?.code ?? 'QRT-ENGINE-UNAVAILABLE',
    `${name} could not be had from anywhere.\n${reasons}`,
    cures,
  );
}

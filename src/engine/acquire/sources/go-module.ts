import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { QuorateError } from '../../../schema/index.js';
import { BUILD_PID_FILE } from '../cache/publish.js';
import { sha256Of } from '../checksum.js';
import { checksumMismatch, MAKE_ROOM, SAYS_DISK_FULL, SourceUnavailable } from '../failures.js';
import type { GoModuleArtefact } from '../lock/lock-file.js';
import { releaseName } from '../release.js';
import { findPrograms } from './find-program.js';
import { type BuildResult, runGo } from './go-build.js';
import { goBuildArguments, goEnvironment } from './go-environment.js';
import type { Fetch, SourceContext } from './source.js';

const SHOW_EVERY_MS = 500;

/** A build from the Go module, byte for byte the one in the lock. For lab and tests. */
export const fromGoModule: Fetch<GoModuleArtefact> = async (context, artefact, draft) => {
  const { entry, enginesDir, env, signal } = context;
  const recipe = join(enginesDir, artefact.folder);
  await requireRecipe(recipe, context);
  const result = await runGo(await findGo(env, artefact), goBuildArguments(draft.program), {
    cwd: recipe,
    env: goEnvironment(artefact, entry.platform, env),
    pidFile: join(draft.folder, BUILD_PID_FILE),
    onLine: reporter(context),
    signal,
  });
  if (result.code !== 0) throw failed(result, context);
  const received = await sha256Of(draft.program, signal);
  if (received !== artefact.sha256) {
    throw checksumMismatch(
      `${releaseName(entry)} built from ${recipe} with ${artefact.toolchain}`,
      artefact.sha256,
      received,
      'Nothing was kept. The recipe or the toolchain differs from the one that was locked: bring back the committed `engines` folder.',
    );
  }
};

async function requireRecipe(recipe: string, { entry }: SourceContext): Promise<void> {
  for (const file of ['go.mod', 'go.sum', 'main.go']) {
    await access(join(recipe, file)).catch((error: unknown) => {
      throw new SourceUnavailable(
        'QRT-ENGINE-NO-RECIPE',
        `${join(recipe, file)} is not there, so ${releaseName(entry)} cannot be built`,
        'Bring back the committed `engines` folder, or reach the vendor’s release.',
        { cause: error },
      );
    });
  }
}

async function findGo(env: NodeJS.ProcessEnv, { toolchain }: GoModuleArtefact): Promise<string> {
  const [go] = await findPrograms('go', env);
  if (go !== undefined) return go;
  throw new SourceUnavailable(
    'QRT-GO-MISSING',
    'Go is not installed',
    `Install Go 1.21 or newer (it fetches ${toolchain} by itself), or reach the vendor’s release.`,
  );
}

function reporter({ onProgress }: SourceContext): (line: string) => void {
  let shown = Number.NEGATIVE_INFINITY;
  return (line) => {
    const now = performance.now();
    if (now - shown < SHOW_EVERY_MS) return;
    shown = now;
    onProgress?.({ type: 'building', detail: line.replace(/^go: /, '') });
  };
}

const SAYS_OFFLINE =
  /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|proxyconnect|module lookup disabled/i;
const SAYS_TOOLCHAIN = /toolchain not available|toolchain upgrade needed|requires go >=/i;

function failed({ code, tail }: BuildResult, { entry }: SourceContext): Error {
  const output = tail.join('\n');
  const what = `go build of ${releaseName(entry)} ended with ${code ?? 'a signal'}:\n${output}`;
  if (SAYS_DISK_FULL.test(output)) {
    return new QuorateError('QRT-DISK-FULL', what, MAKE_ROOM);
  }
  if (SAYS_TOOLCHAIN.test(output)) {
    return new SourceUnavailable(
      'QRT-GO-MISSING',
      what,
      'Install Go 1.21 or newer, and let it reach a module mirror (GOPROXY).',
    );
  }
  if (SAYS_OFFLINE.test(output)) {
    return new SourceUnavailable(
      'QRT-ENGINE-OFFLINE',
      what,
      'Check the network, or set GOPROXY to a module mirror that this machine reaches.',
    );
  }
  return new SourceUnavailable('QRT-ENGINE-BUILD', what, 'Look at the output above; the recipe is in `engines`.');
}

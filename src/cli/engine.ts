import { Command } from 'commander';
import {
  type AcquireEvent,
  type AcquireOptions,
  acquireEngine,
  addEngine,
  describeProgress,
  enginePlatform,
  type ListedEngine,
  listEngines,
  parseRelease,
  releaseName,
  verifyEngines,
} from '../engine/index.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { interruptible } from './interruptible.js';
import { renderAdded, renderListed, renderVerified } from './render/engine.js';
import { processShell, type Shell } from './shell.js';

/** Where the command looks and writes; everything has a default, tests give their own. */
export interface EngineCommandContext
  extends Pick<AcquireOptions, 'enginesDir' | 'cacheDir' | 'mirror' | 'env'>,
    Partial<Pick<Shell, 'print' | 'note'>> {}

/**
 * `quorate engine list | add | fetch | verify`.
 *
 * @example
 * program.addCommand(engineCommand());
 */
export function engineCommand(context: EngineCommandContext = {}): Command {
  return new Command('engine')
    .description('engine binaries: which are accepted, which are here, whether they are intact')
    .addCommand(listCommand(context))
    .addCommand(addCommand(context))
    .addCommand(fetchCommand(context))
    .addCommand(verifyCommand(context));
}

function listCommand({
  print = processShell.print,
  note = processShell.note,
  ...places
}: EngineCommandContext): Command {
  const command = new Command('list')
    .description('show every release in engines/lock.json, and whether it is in the cache')
    .option('--json', 'print a JSON array', false)
    .action(({ json }: { json: boolean }) =>
      ending({ note }, EXIT.failed, async () => {
        const engines = await listEngines(places);
        print(json ? JSON.stringify(engines, null, 2) : renderListed(engines));
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'done', 1: 'failed' });
}

function addCommand({
  print = processShell.print,
  note = processShell.note,
  ...places
}: EngineCommandContext): Command {
  const command = new Command('add')
    .description("acquire the vendor's signed release and record it in engines/lock.json")
    .argument('<release>', 'for example vault@1.21.1')
    .option('--json', 'print a JSON object, and no progress', false)
    .action((text: string, { json }: { json: boolean }) =>
      ending({ note }, EXIT.failed, async () => {
        const release = parseRelease(text);
        const onProgress = (event: AcquireEvent) => note(`${releaseName(release)}: ${describeProgress(event)}`);
        const added = await interruptible((signal) =>
          addEngine(release, { ...places, signal, ...(json ? {} : { onProgress }) }),
        );
        print(json ? JSON.stringify(added, null, 2) : renderAdded(added));
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'recorded, or recorded before', 1: 'failed, with the lock as it was' });
}

function fetchCommand({ note = processShell.note, ...places }: EngineCommandContext): Command {
  const command = new Command('fetch')
    .description('bring releases of engines/lock.json into the cache, so that a deploy does not have to wait for them')
    .argument('[releases...]', 'for example vault@1.21.1; all of the lock when none is named')
    .action((texts: readonly string[]) =>
      ending({ note }, EXIT.failed, async () => {
        const names = texts.length > 0 ? texts : (await lockedHere(places)).map(releaseNameOf);
        for (const release of names.map(parseRelease)) {
          const onProgress = (event: AcquireEvent) => note(`${releaseName(release)}: ${describeProgress(event)}`);
          await interruptible((signal) => acquireEngine(release, { ...places, policy: 'lab', signal, onProgress }));
        }
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'they are in the cache', 1: 'at least one cannot be had' });
}

/** Releases of the lock that run on this platform. */
async function lockedHere(places: EngineCommandContext): Promise<readonly ListedEngine[]> {
  return (await listEngines(places)).filter(({ platform }) => platform === enginePlatform());
}

function releaseNameOf({ name, version }: ListedEngine): string {
  return `${name}@${version}`;
}

function verifyCommand({
  print = processShell.print,
  note = processShell.note,
  ...places
}: EngineCommandContext): Command {
  const command = new Command('verify')
    .description('hash every cached engine; a damaged one is removed, and its next use acquires it again')
    .option('--json', 'print a JSON array', false)
    .action(({ json }: { json: boolean }) =>
      ending({ note }, EXIT.cannotTell, async () => {
        const engines = await verifyEngines(places);
        print(json ? JSON.stringify(engines, null, 2) : renderVerified(engines));
        return engines.every(({ intact }) => intact) ? EXIT.done : EXIT.failed;
      }),
    );
  return withExitCodes(command, { 0: 'all intact', 1: 'at least one was damaged', 2: 'cannot tell' });
}

import { Command } from 'commander';
import {
  type AcquireEvent,
  type AcquireOptions,
  addEngine,
  describeProgress,
  listEngines,
  parseRelease,
  releaseName,
  verifyEngines,
} from '../engine/index.js';
import { renderAdded, renderListed, renderVerified } from './engine-lines.js';
import { EXIT, printError } from './exit.js';

/** Where the command looks and writes; everything has a default, tests give their own. */
export interface EngineCommandContext extends Pick<AcquireOptions, 'enginesDir' | 'cacheDir' | 'mirror' | 'env'> {
  /** The result. @default standard output */
  readonly print?: (line: string) => void;
  /** Progress: standard output is what others script against. @default standard error */
  readonly note?: (line: string) => void;
}

/**
 * `quorate engine list | add | verify`.
 *
 * @example
 * program.addCommand(engineCommand());
 */
export function engineCommand(context: EngineCommandContext = {}): Command {
  return new Command('engine')
    .description('engine binaries: which are accepted, which are here, whether they are intact')
    .addCommand(listCommand(context))
    .addCommand(addCommand(context))
    .addCommand(verifyCommand(context));
}

const toStdout = (line: string): boolean => process.stdout.write(`${line}\n`);
const toStderr = (line: string): boolean => process.stderr.write(`${line}\n`);

function listCommand({ print = toStdout, ...places }: EngineCommandContext): Command {
  return new Command('list')
    .description('show every release in engines/lock.json, and whether it is in the cache')
    .option('--json', 'print a JSON array', false)
    .addHelpText('after', '\nExit codes: 0 done, 1 failed.')
    .action(({ json }: { json: boolean }) =>
      ending(EXIT.failed, async () => {
        const engines = await listEngines(places);
        print(json ? JSON.stringify(engines, null, 2) : renderListed(engines));
        return EXIT.done;
      }),
    );
}

function addCommand({ print = toStdout, note = toStderr, ...places }: EngineCommandContext): Command {
  return new Command('add')
    .description("acquire the vendor's signed release and record it in engines/lock.json")
    .argument('<release>', 'for example vault@1.21.1')
    .option('--json', 'print a JSON object, and no progress', false)
    .addHelpText('after', '\nExit codes: 0 recorded, or recorded before; 1 failed, with the lock as it was.')
    .action((text: string, { json }: { json: boolean }) =>
      ending(EXIT.failed, async () => {
        const release = parseRelease(text);
        const onProgress = (event: AcquireEvent) => note(`${releaseName(release)}: ${describeProgress(event)}`);
        const added = await interruptible((signal) =>
          addEngine(release, { ...places, signal, ...(json ? {} : { onProgress }) }),
        );
        print(json ? JSON.stringify(added, null, 2) : renderAdded(added));
        return EXIT.done;
      }),
    );
}

function verifyCommand({ print = toStdout, ...places }: EngineCommandContext): Command {
  return new Command('verify')
    .description('hash every cached engine; a damaged one is removed, and its next use acquires it again')
    .option('--json', 'print a JSON array', false)
    .addHelpText('after', '\nExit codes: 0 all intact, 1 at least one was damaged, 2 cannot tell.')
    .action(({ json }: { json: boolean }) =>
      ending(EXIT.cannotTell, async () => {
        const engines = await verifyEngines(places);
        print(json ? JSON.stringify(engines, null, 2) : renderVerified(engines));
        return engines.every(({ intact }) => intact) ? EXIT.done : EXIT.failed;
      }),
    );
}

async function ending(onError: number, run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    printError(error);
    process.exitCode = onError;
  }
}

/** Ctrl-C ends the work in order: what is half done is removed before the program ends. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const interrupt = (name: NodeJS.Signals) => abort.abort(new Error(`ended by ${name}; nothing half done was kept`));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

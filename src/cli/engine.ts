import { Command } from 'commander';
import {
  type AcquireEvent,
  addEngine,
  describeProgress,
  type ListedEngine,
  listEngines,
  parseRelease,
  releaseName,
  type VerifiedEngine,
  verifyEngines,
} from '../engine/index.js';

/** Where the command writes; a test gives its own. */
export interface EngineCommandOutput {
  /** The result, on stdout. */
  readonly print: (line: string) => void;
  /** Progress, on stderr: stdout is what others script against. */
  readonly note: (line: string) => void;
}

const TERMINAL: EngineCommandOutput = {
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
};

const EXIT_CODES = `
Exit codes:
  0  done; for verify: every cached engine is intact
  1  verify found a damaged engine (and removed it)
  2  it could not be done; the error has a code and a cure`;

/**
 * `quorate engine list | add | verify`. Operational errors are thrown as QuorateError, for the program to show and to
 * turn into exit code 2.
 *
 * @example
 * program.addCommand(engineCommand());
 */
export function engineCommand(output: EngineCommandOutput = TERMINAL): Command {
  const command = new Command('engine').description(
    'engine binaries: what is accepted, what is here, whether it is intact',
  );
  command.addHelpText('after', EXIT_CODES);
  command
    .command('list')
    .description('every release in engines/lock.json, and whether it is in the cache')
    .option('--json', 'one JSON array on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      const engines = await listEngines();
      show(output, json, engines, engines.map(listLine));
    });
  command
    .command('add')
    .description("acquire the vendor's signed release and record it in engines/lock.json")
    .argument('<release>', 'for example vault@1.21.1')
    .option('--json', 'one JSON object on stdout, no progress')
    .action(async (text: string, { json }: { json?: boolean }) => {
      const release = parseRelease(text);
      const onProgress = (event: AcquireEvent) => output.note(`${releaseName(release)}: ${describeProgress(event)}`);
      const added = await withInterrupt((signal) => addEngine(release, { signal, ...(json ? {} : { onProgress }) }));
      const { entry, path, changed } = added;
      const what = changed ? 'recorded in engines/lock.json' : 'was already in engines/lock.json';
      show(output, json, { ...entry, path, changed }, [`${releaseName(release)} ${what}: ${path}`]);
    });
  command
    .command('verify')
    .description('hash every cached engine; a damaged one is removed, and acquired again by its next use')
    .option('--json', 'one JSON array on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      const engines = await verifyEngines();
      show(output, json, engines, engines.length > 0 ? engines.map(verifyLine) : ['no engine is in the cache']);
      if (engines.some(({ intact }) => !intact)) process.exitCode = 1;
    });
  return command;
}

function show(output: EngineCommandOutput, json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  for (const line of json ? [JSON.stringify(value, null, 2)] : lines) output.print(line);
}

function listLine({ name, version, platform, sources, cached }: ListedEngine): string {
  const here = cached === null ? `not here yet (${sources.join(', ')})` : `${cached.source} ${cached.path}`;
  return `${name}@${version}  ${platform}  ${here}`;
}

function verifyLine({ name, version, source, path, sha256, intact }: VerifiedEngine): string {
  return `${intact ? 'intact ' : 'DAMAGED'}  ${name}@${version}  ${source}  ${path}  sha256 ${sha256}${intact ? '' : ', removed'}`;
}

/** Ctrl-C ends the work in order: what is half done is removed before the program ends. */
async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const interrupt = (name: NodeJS.Signals) => abort.abort(new Error(`ended by ${name}`));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

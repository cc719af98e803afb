import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
// @ts-expect-error -- scripts run before anything is installed, so they are plain JavaScript without types
import { isFresh } from '../../../scripts/bundle.mjs';
import { type StatusReport, statusReport } from '../../../src/schema/index.js';
import { MACHINES } from './platform.js';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));
/** What a checkout needs to synthesise, deploy and run `quorate`. */
const NEEDED = [
  'bin',
  'cdktf.json',
  'engines',
  'package-lock.json',
  'package.json',
  'scripts',
  'src',
  'stacks',
  'templates',
];

export interface LabOptions {
  /** Beginning of the environment's name, at most 20 characters. @default 'lab' */
  readonly label?: string;
  /** Name of the environment, to open a second checkout of one that exists. @default the label and a random end */
  readonly environment?: string;
  /** Variables of every command, for example `QUORATE_LAB_NODES`. @default none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Text of `stacks/main.ts` for this environment. @default one `LabStack` of that name */
  readonly main?: (environment: string) => string;
}

export interface RunOptions {
  /** What the command reads on standard input. @default nothing */
  readonly input?: string;
  /** Beside those of the lab. */
  readonly variables?: Readonly<Record<string, string>>;
  /** @default the project's folder */
  readonly cwd?: string;
  /** Told every line of output as it comes. @default nobody */
  readonly onLine?: (line: string) => void;
}

export interface Outcome {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in order, without colours. */
  readonly text: string;
}

/** A command under way; `ended` never rejects. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
}

/**
 * A checkout of this project in a temporary folder, with an environment (and so addresses) and a home of its own, so
 * that labs of several suites can run side by side and none touches the developer's.
 *
 * - `Lab.create({ label: 'cli' })` copies the sources and links node_modules; nothing runs yet.
 * - `deploy()` is the real `cdktf deploy`; it throws with everything printed when that fails.
 * - `cdktf(...)`, `quorate(...)`, `run(...)` give exit code and output and never throw on a non-zero exit.
 * - `start(...)` gives the running command (leader of its own process group), for tests that kill or interrupt it.
 * - `status()` is the parsed `quorate status --json`.
 * - `remove()` in `afterAll`: `quorate down --force` and the folder; safe to call when nothing was deployed.
 * - A second checkout of the same environment: `Lab.create({ environment: lab.environment })`, then copy
 *   `lab.store` (`.quorate/<environment>`) to `other.store`.
 *
 * @example
 * const lab = Lab.create({ label: 'scale', variables: { QUORATE_LAB_NODES: '5' } });
 * afterAll(() => lab.remove());
 * test('…', async () => { await lab.deploy(); expect((await lab.status()).voters).toBe(5); });
 */
export class Lab {
  static create(options: LabOptions = {}): Lab {
    const { label = 'lab', environment = `${label}-${randomBytes(3).toString('hex')}` } = options;
    const variables = { QUORATE_LAB_MACHINES: MACHINES, ...options.variables };
    const root = mkdtempSync(path.join(tmpdir(), `${label}-`));
    const folder = path.join(root, 'project');
    for (const name of NEEDED) cpSync(path.join(CHECKOUT, name), path.join(folder, name), { recursive: true });
    if (isFresh()) copyPrograms(folder);
    symlinkSync(path.join(CHECKOUT, 'node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'stacks', 'main.ts'), (options.main ?? labStack)(environment));
    mkdirSync(path.join(root, 'home'));
    return new Lab(root, folder, environment, variables);
  }

  private constructor(
    private readonly root: string,
    /** The project's folder. */
    readonly folder: string,
    readonly environment: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  /** `.quorate/<environment>`. */
  get store(): string {
    return path.join(this.folder, '.quorate', this.environment);
  }

  /** `cdktf deploy` of the environment. Throws with everything it printed unless it exits with 0. */
  async deploy(variables: Readonly<Record<string, string>> = {}, onLine?: (line: string) => void): Promise<Outcome> {
    const told = onLine && { onLine };
    const outcome = await this.cdktf(['deploy', this.environment, '--auto-approve'], { variables, ...told });
    if (outcome.exitCode !== 0) throw new Error(`cdktf deploy exited with ${outcome.exitCode}:\n${outcome.text}`);
    return outcome;
  }

  cdktf(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return this.run(path.join(CHECKOUT, 'node_modules/.bin/cdktf'), args, options);
  }

  quorate(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return this.run(process.execPath, [path.join(this.folder, 'bin/quorate.mjs'), ...args], options);
  }

  async status(): Promise<StatusReport> {
    const { stdout, text } = await this.quorate(['status', this.environment, '--json']);
    if (!stdout.startsWith('{')) throw new Error(`quorate status gave no report:\n${text}`);
    return statusReport.parse(JSON.parse(stdout));
  }

  async run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const child = execa(file, args, { ...this.options(options), all: true });
    if (options.onLine) createInterface({ input: child.all }).on('line', options.onLine);
    return outcomeOf(await child);
  }

  /** Starts a command as the leader of a process group of its own. */
  start(file: string, args: readonly string[], options: RunOptions = {}): Started {
    const child = execa(file, args, { ...this.options(options), all: true, detached: true, cleanup: false });
    if (child.pid === undefined) throw new Error(`${file} did not start`);
    return { pid: child.pid, ended: child.then(outcomeOf) };
  }

  /** Ends the environment and removes the folder, whatever state they are in. */
  async remove(): Promise<void> {
    const { exitCode, text } = await this.quorate(['down', this.environment, '--force']);
    if (exitCode !== 0) throw new Error(`${this.folder} is kept, because quorate down failed:\n${text}`);
    rmSync(this.root, { recursive: true, force: true });
  }

  private options({ input = '', variables = {}, cwd = this.folder }: RunOptions) {
    return {
      cwd,
      input,
      env: { ...this.environmentVariables(), ...variables },
      extendEnv: false,
      reject: false,
    } as const;
  }

  /** Nothing of the developer's but the tools, the engine cache and the runtime folder. */
  private environmentVariables(): Record<string, string> {
    const { PATH = '', TMPDIR, XDG_RUNTIME_DIR, XDG_CACHE_HOME = path.join(homedir(), '.cache') } = process.env;
    return {
      PATH,
      XDG_CACHE_HOME,
      ...(TMPDIR && { TMPDIR }),
      ...(XDG_RUNTIME_DIR && { XDG_RUNTIME_DIR }),
      HOME: path.join(this.root, 'home'),
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
      CI: '1',
      FORCE_COLOR: '0',
      ...this.variables,
    };
  }
}

function outcomeOf(result: { exitCode?: number; stdout: string; stderr: string; all: string }): Outcome {
  const { exitCode, stdout, stderr, all } = result;
  return { exitCode, stdout, stderr, text: stripVTControlCharacters(all) };
}

/** Programs of the same sources are the same; the stacks are not, and are bundled in the copy. */
function copyPrograms(folder: string): void {
  const filter = (source: string): boolean => path.basename(source) !== 'stacks.mjs';
  cpSync(path.join(CHECKOUT, 'dist'), path.join(folder, 'dist'), { recursive: true, filter });
}

function labStack(environment: string): string {
  return [
    "import { App } from 'cdktf';",
    "import { LabStack } from './lab.js';",
    'const app = new App();',
    `new LabStack(app, '${environment}');`,
    'app.synth();',
    '',
  ].join('\n');
}

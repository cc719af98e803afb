import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import * as z from 'zod';
import type { ToySettings } from '../../provider/toy/app.js';
import { bundleToyApp, bundleToyProvider } from '../../provider/toy/bundle.js';

const CDKTF = path.resolve('node_modules/.bin/cdktf');
const STACK = 'lab';

const plannedChange = z.object({
  type: z.literal('planned_change'),
  change: z.object({ action: z.string(), resource: z.object({ addr: z.string() }) }),
});

export interface Outcome {
  readonly exitCode: number | undefined;
  /** Everything printed, without colours and with the frame of diagnostics taken off, on one line. */
  readonly text: string;
  readonly lines: readonly string[];
}

export interface Started {
  readonly pid: number;
  readonly ended: Promise<number | undefined>;
}

/** A checkout of the toy project: an app, its assets, and a world of its own. */
export class ToyProject {
  readonly stackFolder: string;
  readonly environment: Readonly<Record<string, string>>;

  constructor(
    readonly folder: string,
    home: string,
  ) {
    mkdirSync(home, { recursive: true });
    this.stackFolder = path.join(folder, 'cdktf.out', 'stacks', STACK);
    this.environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      TMPDIR: home,
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
      CI: '1',
      FORCE_COLOR: '0',
    };
  }

  settings(settings: Omit<ToySettings, 'stack'>): void {
    this.write('toy.json', JSON.stringify({ stack: STACK, ...settings }));
  }

  write(file: string, text: string): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Makes handlers misbehave, see `obey` in the toy's resources; returns the undo. */
  order(what: string): () => void {
    this.write(`world/control/${what}`, '');
    return () => rmSync(path.join(this.folder, 'world/control', what));
  }

  /** What the handlers did, in order. */
  log(): string[] {
    return readFileSync(path.join(this.folder, 'world/log'), 'utf8').trim().split('\n');
  }

  clearLog(): void {
    this.write('world/log', '');
  }

  things(): string[] {
    return readdirSync(path.join(this.folder, 'world/things'))
      .map((file) => file.replace(/-.*$/, ''))
      .toSorted();
  }

  cdktf(...args: string[]): Promise<Outcome> {
    return this.run(CDKTF, args);
  }

  /** Starts cdktf, or plain Terraform in the stack's folder, as the leader of a process group of its own. */
  start(tool: 'cdktf' | 'terraform', ...args: string[]): Started {
    const [file, cwd] = tool === 'cdktf' ? [CDKTF, this.folder] : [tool, this.stackFolder];
    const running = execa(file, args, { ...this.#options(cwd), detached: true, cleanup: false });
    if (running.pid === undefined) throw new Error(`${tool} did not start`);
    return { pid: running.pid, ended: running.then(({ exitCode }) => exitCode) };
  }

  /** Synthesises and initialises, for tests that go on with plain Terraform. */
  async prepare(): Promise<void> {
    await execa('node', ['main.cjs'], this.#options());
    const { exitCode, text } = await this.terraform('init');
    if (exitCode !== 0) throw new Error(`terraform init failed: ${text}`);
  }

  terraform(command: string, ...args: string[]): Promise<Outcome> {
    // In the folder itself, not by -chdir: implied mirrors are looked up where Terraform was started.
    return this.run('terraform', [command, ...args], this.stackFolder);
  }

  apply(...args: string[]): Promise<Outcome> {
    return this.terraform('apply', '-auto-approve', ...args);
  }

  /** What a plan would do, as `action address`, sorted. */
  async plan(): Promise<string[]> {
    const { exitCode, lines, text } = await this.terraform('plan', '-json');
    if (exitCode !== 0) throw new Error(`terraform plan failed: ${text}`);
    const events = lines
      .filter((line) => line.startsWith('{'))
      .map((line) => plannedChange.safeParse(JSON.parse(line)));
    const changes = events.flatMap(({ data }) => (data ? [`${data.change.action} ${data.change.resource.addr}`] : []));
    return changes.toSorted();
  }

  /** Puts versions of a provider that serves nothing of ours into the stack's mirror. */
  layMirror(source: string, versions: readonly string[]): void {
    for (const version of versions) {
      const folder = `cdktf.out/stacks/${STACK}/terraform.d/plugins/${source}/${version}/linux_amd64`;
      const launcher = `${folder}/terraform-provider-${path.basename(source)}_v${version}`;
      this.write(launcher, '#!/bin/sh\nexec node "$(dirname "$0")/provider.mjs"\n');
      chmodSync(path.join(this.folder, launcher), 0o755);
      cpSync(path.join(this.folder, 'assets'), path.join(this.folder, folder), { recursive: true });
    }
  }

  /** The Terraform process that a provider serves. */
  terraformOf(provider: number): number {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${provider}/status`, 'utf8'))?.[1]);
  }

  async run(file: string, args: readonly string[], cwd = this.folder): Promise<Outcome> {
    const { all, exitCode } = await execa(file, args, this.#options(cwd));
    const plain = stripVTControlCharacters(all).replace(/[│╷╵]/g, ' ');
    const lines = plain.split(/\r?\n/);
    return { exitCode, lines, text: plain.replace(/\s+/g, ' ') };
  }

  #options(cwd = this.folder) {
    return {
      cwd,
      env: { ...this.environment },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'ignore',
    } as const;
  }
}

/** Builds the toy once and lays out checkouts of it that share a home folder. */
export class ToyWorkshop {
  readonly #root = mkdtempSync(path.join(tmpdir(), 'toy-'));
  #made = 0;

  async build(): Promise<void> {
    await bundleToyProvider(path.join(this.#root, 'built/assets'));
    await bundleToyApp(path.join(this.#root, 'built/main.cjs'));
    const config = { language: 'typescript', app: 'node main.cjs', projectId: 'toy', sendCrashReports: 'false' };
    writeFileSync(path.join(this.#root, 'built/cdktf.json'), JSON.stringify(config));
  }

  checkout(): ToyProject {
    this.#made += 1;
    const folder = path.join(this.#root, `checkout-${this.#made}`);
    cpSync(path.join(this.#root, 'built'), folder, { recursive: true });
    return new ToyProject(folder, path.join(this.#root, 'home'));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Waits for a condition; the message shows the last state seen. */
export async function until<T>(what: string, look: () => T | undefined | false, withinMs = 20_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${withinMs} ms; last seen: ${seen}`);
    await delay(50);
  }
}

/** Whether a process is there and not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { terminate, writePidFile } from '../../process/index.js';
import { reasonOf } from '../../schema/index.js';
import type { AgentHome } from '../home.js';
import type { AgentLog } from '../log.js';
import { BackOff } from './back-off.js';
import { lastErrorLine, rotateLog } from './log-file.js';
import type { EngineProcess, EngineSupervisor } from './supervisor.js';

/** After a step-down the old leader's SIGTERM takes up to 10 s (measured); a stop gets half as much again. */
const STOP_GRACE_MS = 15_000;
const LOG_CHECK_MS = 60_000;

/** Runs the engine as a child of the agent, and again with growing delays when it ends by itself. */
export class ChildSupervisor implements EngineSupervisor {
  private child: ChildProcess | undefined;
  private retry: NodeJS.Timeout | undefined;
  private readonly backOff = new BackOff();
  private starting: Promise<void> | undefined;
  private wanted = false;
  private starts = 0;
  private startSignature: string | null = null;

  constructor(
    private readonly binary: string,
    private readonly home: AgentHome,
    private readonly log: AgentLog,
    private readonly signature: () => string,
  ) {
    setInterval(() => rotateLog(home.engineLog), LOG_CHECK_MS).unref();
  }

  get process(): EngineProcess {
    if (this.child) return 'running';
    return this.wanted ? 'backing-off' : 'stopped';
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  get startedWith(): string | null {
    return this.child ? this.startSignature : null;
  }

  get restarts(): number {
    return Math.max(0, this.starts - 1);
  }

  get lastError(): string | null {
    return lastErrorLine(this.home.engineLog);
  }

  /** An engine that an earlier agent left behind is stopped first. */
  async start(): Promise<void> {
    this.wanted = true;
    if (this.child) return;
    clearTimeout(this.retry);
    // One start at a time: the agent's own boot is not in the queue of the verbs, and two would run two engines.
    this.starting ??= this.stopLeftover().finally(() => {
      this.starting = undefined;
    });
    await this.starting;
    if (this.wanted && !this.child) this.launch();
  }

  async stop(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.retry);
    const child = this.child;
    if (!child) return await this.stopLeftover();
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await gone;
    clearTimeout(kill);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async restartAtOnce(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.restart();
  }

  async reload(): Promise<void> {
    this.child?.kill('SIGHUP');
  }

  async wipe(): Promise<void> {
    await this.stop();
    rmSync(this.home.data, { recursive: true, force: true });
  }

  /** The engine is this agent's child, and would be nobody's without it. */
  async agentEnds(): Promise<void> {
    await this.stop();
  }

  private launch(): void {
    const startedAt = Date.now();
    const output = openSync(this.home.engineLog, 'a', 0o600);
    const child = spawn(this.binary, ['server', ...flags(this.home), `-config=${this.home.configuration}`], {
      cwd: this.home.root,
      env: { HOME: this.home.root, PATH: '/usr/bin:/bin' },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.starts += 1;
    this.startSignature = this.signature();
    this.child = child;
    if (child.pid !== undefined) void this.recordPid(child.pid);
    this.log.info({ pid: child.pid, start: this.starts }, 'engine started');
    child.once('error', (error) => this.ended(child, startedAt, error.message));
    child.once('exit', (code, signal) => this.ended(child, startedAt, `code ${code}, signal ${signal}`));
  }

  /** An engine that ended before its pid was written leaves nothing that could be ended by it. */
  private async recordPid(pid: number): Promise<void> {
    await writePidFile(this.home.enginePid, pid).catch((error: unknown) =>
      this.log.warn({ reason: reasonOf(error) }, 'no pid file'),
    );
  }

  private ended(child: ChildProcess, startedAt: number, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    rmSync(this.home.enginePid, { force: true });
    this.log.info({ how }, 'engine ended');
    if (!this.wanted) return;
    const delay = this.backOff.next(Date.now() - startedAt);
    this.log.warn({ delay_ms: delay, last_error: this.lastError }, 'engine ended by itself, starting it again');
    this.retry = setTimeout(() => this.launch(), delay);
  }

  private async stopLeftover(): Promise<void> {
    await terminate(this.home.enginePid, { graceMs: STOP_GRACE_MS });
    rmSync(this.home.enginePid, { force: true });
  }
}

function flags({ recoveryFlag }: AgentHome): string[] {
  return existsSync(recoveryFlag) ? ['-recovery'] : [];
}

import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MACHINE_RUN } from '../../schema/index.js';
import { removeDurably, writeDurably } from '../durable-file.js';
import type { AgentHome } from '../home.js';
import { lastErrorLine, rotateLog } from './log-file.js';
import type { EngineProcess, EngineSupervisor } from './supervisor.js';

/** One word in, one line out: the only way in which the agent has anything done as root. */
const VERBS_SOCKET = '/run/quorate-verbs.sock';
const PID = join(MACHINE_RUN, 'engine.pid');
const STARTS = join(MACHINE_RUN, 'engine.starts');
const LOG_CHECK_MS = 60_000;

type Verb = 'start' | 'stop' | 'restart' | 'restart-at-once' | 'reload' | 'wipe';

/**
 * Has the machine's systemd run the engine, as a user that is not the agent's. The engine goes on while the agent
 * restarts.
 */
export class UnitSupervisor implements EngineSupervisor {
  private readonly signatureFile: string;
  private readonly startsBefore = starts();
  private readonly foundRunning = existsSync(PID);

  constructor(
    private readonly home: AgentHome,
    private readonly signature: () => string,
  ) {
    this.signatureFile = join(home.root, 'config', 'started-with');
    setInterval(() => rotateLog(home.engineLog), LOG_CHECK_MS).unref();
  }

  get process(): EngineProcess {
    if (existsSync(PID)) return 'running';
    return existsSync(this.signatureFile) ? 'backing-off' : 'stopped';
  }

  get pid(): number | null {
    return existsSync(PID) ? Number(readFileSync(PID, 'utf8')) : null;
  }

  get startedWith(): string | null {
    return existsSync(PID) && existsSync(this.signatureFile) ? readFileSync(this.signatureFile, 'utf8') : null;
  }

  get restarts(): number {
    return Math.max(0, starts() - this.startsBefore - (this.foundRunning ? 0 : 1));
  }

  get lastError(): string | null {
    return lastErrorLine(this.home.engineLog);
  }

  async start(): Promise<void> {
    if (existsSync(PID)) return;
    writeDurably(this.signatureFile, this.signature());
    await ask('start');
  }

  async stop(): Promise<void> {
    removeDurably(this.signatureFile);
    await ask('stop');
  }

  async restart(): Promise<void> {
    writeDurably(this.signatureFile, this.signature());
    await ask('restart');
  }

  async restartAtOnce(): Promise<void> {
    writeDurably(this.signatureFile, this.signature());
    await ask('restart-at-once');
  }

  async reload(): Promise<void> {
    if (existsSync(PID)) await ask('reload');
  }

  async wipe(): Promise<void> {
    removeDurably(this.signatureFile);
    await ask('wipe');
  }

  async agentEnds(): Promise<void> {}
}

/** How often the engine was started since the machine was booted. */
function starts(): number {
  return existsSync(STARTS) ? readFileSync(STARTS, 'utf8').split('\n').length - 1 : 0;
}

async function ask(verb: Verb): Promise<void> {
  const connection = createConnection(VERBS_SOCKET);
  connection.write(`${verb}\n`);
  const answer = (await text(connection)).trim();
  if (answer !== 'ok') throw new Error(`the machine did not ${verb} its engine: ${answer || 'no answer'}`);
}

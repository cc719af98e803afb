import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineClient, EngineUnreachable } from '../../../src/engine/index.js';
import type { Authority } from './authority.js';
import { testEngine } from './test-engine.js';
import { until } from './until.js';

/** A real single node on raft with TLS, on a loopback address of its own. */
export class RunningEngine {
  private constructor(
    readonly address: string,
    readonly nodeId: string,
    private readonly home: string,
    private readonly child: ChildProcess,
    readonly client: EngineClient,
  ) {}

  static async start(
    authority: Authority,
    host: string,
    nodeId: string,
    options: { readonly args?: readonly string[]; readonly hcl?: string } = {},
  ): Promise<RunningEngine> {
    const binary = await testEngine();
    const home = await mkdtemp(join(tmpdir(), 'quorate-engine-'));
    const { cert, key } = await authority.issue(nodeId, [host, 'localhost']);
    await mkdir(join(home, 'data'));
    await writeFile(join(home, 'tls.crt'), cert);
    await writeFile(join(home, 'tls.key'), key, { mode: 0o600 });
    await writeFile(join(home, 'engine.hcl'), configuration(home, host, nodeId) + (options.hcl ?? ''));
    const args = ['server', `-config=${join(home, 'engine.hcl')}`, ...(options.args ?? [])];
    const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { HOME: home } });
    child.stderr?.resume();
    const address = `https://${host}:8200`;
    const client = new EngineClient({ address, tls: { ca: authority.pem } });
    const engine = new RunningEngine(address, nodeId, home, child, client);
    await until(`${nodeId} answers`, () => engine.answers());
    return engine;
  }

  get auditFile(): string {
    return join(this.home, 'audit.log');
  }

  audit(): Promise<string> {
    return readFile(this.auditFile, 'utf8');
  }

  /** Has it open its files again. */
  reopen(): void {
    this.child.kill('SIGHUP');
  }

  /** Kills the process by its id and removes what it left. */
  async stop(): Promise<void> {
    await this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await exited;
    }
    await rm(this.home, { recursive: true, force: true });
  }

  private async answers(): Promise<true | { readonly not: unknown }> {
    if (this.child.exitCode !== null) throw new Error(`${this.nodeId} exited with ${this.child.exitCode}`);
    try {
      await this.client.health();
      return true;
    } catch (error) {
      if (error instanceof EngineUnreachable) return { not: error };
      throw error;
    }
  }
}

const configuration = (home: string, host: string, nodeId: string): string => `
cluster_name = "test"
api_addr = "https://${host}:8200"
cluster_addr = "https://${host}:8201"
disable_mlock = true
storage "raft" {
  path = "${home}/data"
  node_id = "${nodeId}"
  performance_multiplier = 1
}
listener "tcp" {
  address = "${host}:8200"
  cluster_address = "${host}:8201"
  tls_cert_file = "${home}/tls.crt"
  tls_key_file = "${home}/tls.key"
}
`;

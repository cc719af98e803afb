import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type AgentHome, agentHome } from '../../../src/agent/home.js';
import { AgentClient, unixChannel } from '../../../src/channel/index.js';
import { bakeProcessImage, readImageInputs } from '../../../src/image/index.js';
import { AGENT_PROGRAM, type IdentityDocument } from '../../../src/schema/index.js';
import { until } from '../../engine/support/until.js';

const BANNER = "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;";

/** A machine as the process driver makes one: an image with the engine, a folder, the agent as a process of its own. */
export class AgentProcess {
  private constructor(
    readonly home: AgentHome,
    readonly agent: AgentClient,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(identity: IdentityDocument, engine: string): Promise<AgentProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'quorate-machine-'));
    const image = await bake(folder, engine);
    const home = agentHome(join(folder, 'home'));
    for (const name of ['config', 'data', 'logs', 'tls']) mkdirSync(join(home.root, name), { recursive: true });
    writeFileSync(home.identity, JSON.stringify(identity));
    const runtime = join(folder, 'run');
    mkdirSync(runtime);
    const child = spawn(process.execPath, [join(image, AGENT_PROGRAM), home.root], {
      env: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: runtime },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout?.resume();
    const socket = join(runtime, `quorate-${process.getuid?.()}`, `${identity.machine_id}.sock`);
    const machine = new AgentProcess(home, new AgentClient(unixChannel(socket)), folder, child);
    await until('the agent answers', () => machine.agent.status().catch((error: unknown) => ({ not: error })));
    return machine;
  }

  read(path: string): string {
    return readFileSync(path, 'utf8');
  }

  /** Ends the agent, which ends its engine, and removes what they left. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function bake(folder: string, engine: string): Promise<string> {
  const assets = join(folder, 'assets');
  await build({
    entryPoints: ['src/agent/main.ts'],
    outfile: join(assets, AGENT_PROGRAM),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    banner: { js: BANNER },
    define: { 'import.meta.url': '__bundleUrl' },
    logLevel: 'error',
  });
  cpSync('templates', join(assets, 'templates'), { recursive: true });
  const sums = [AGENT_PROGRAM, 'templates/engine.hcl.hbs'].map((file) => [file, sha256(join(assets, file))]);
  writeFileSync(join(assets, 'assets.json'), JSON.stringify({ files: Object.fromEntries(sums) }));
  const sum = sha256(engine);
  const inputs = readImageInputs(assets, 'process', { name: 'vault', version: '1.21.1', sha256: sum });
  const acquire = async () => ({ path: engine, sha256: sum, source: 'test' });
  return (await bakeProcessImage({ images: join(folder, 'images'), assets, inputs, acquire })).path;
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

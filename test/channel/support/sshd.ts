import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { newSshKeyPair, type SshKeyPair, type SshTarget } from '../../../src/channel/index.js';
import { until } from '../../engine/support/until.js';
import { temporaryFolder } from '../../operation/support/temporary-folder.js';

const SSHD = '/usr/sbin/sshd';

/** Tests that need it are skipped where it is not installed (Debian's openssh-server). */
export const HAS_SSHD = existsSync(SSHD);

/** A real SSH server on loopback, for the user who runs the tests. */
export class Sshd {
  private constructor(
    readonly target: SshTarget,
    readonly operator: SshKeyPair,
    private readonly program: ChildProcess,
    private readonly logFile: string,
  ) {}

  /** @param options of the operator's line in authorized_keys */
  static async start(options = ''): Promise<Sshd> {
    const folder = await temporaryFolder();
    const [host, operator] = await Promise.all([newSshKeyPair('host'), newSshKeyPair('operator')]);
    const hostKeyFile = join(folder, 'host_key');
    const keys = join(folder, 'authorized_keys');
    const logFile = join(folder, 'sshd.log');
    await writeFile(hostKeyFile, host.privateKey, { mode: 0o600 });
    await writeFile(keys, `${options}${options && ' '}${operator.publicKey}\n`);
    await writeFile(logFile, '');
    await chmod(folder, 0o755);
    const port = await freePort();
    const configuration = join(folder, 'sshd_config');
    await writeFile(configuration, configurationOf({ port, hostKeyFile, keys }));
    // Where its unprivileged half lives; only root needs it.
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
    const program = spawn(SSHD, ['-D', '-f', configuration, '-E', logFile], { stdio: 'ignore' });
    const { username: user } = userInfo();
    const target = { host: '127.0.0.1', port, user, privateKey: operator.privateKey, hostKey: host.publicKey };
    const server = new Sshd(target, operator, program, logFile);
    onTestFinished(() => server.stop());
    await until('sshd listens', async () => {
      if (program.exitCode !== null) throw new Error(`sshd ended: ${server.log()}`);
      return server.log().includes('Server listening') || { not: server.log() };
    });
    return server;
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** How often somebody was let in. */
  logins(): number {
    return this.log().split('Accepted publickey').length - 1;
  }

  /** Sends a signal to the processes of every connection. */
  signalConnections(signal: NodeJS.Signals): void {
    for (const pid of descendants(this.program.pid ?? 0)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It ended by itself meanwhile.
      }
    }
  }

  async stop(): Promise<void> {
    this.signalConnections('SIGKILL');
    if (this.program.exitCode !== null || this.program.signalCode !== null) return;
    this.program.kill('SIGKILL');
    await once(this.program, 'exit');
  }
}

function configurationOf({ port, hostKeyFile, keys }: { port: number; hostKeyFile: string; keys: string }): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKeyFile}`,
    `AuthorizedKeysFile ${keys}`,
    'AuthenticationMethods publickey',
    'PermitRootLogin prohibit-password',
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'LogLevel VERBOSE',
    '',
  ].join('\n');
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import type { AddressInfo } from 'node:net';
import ssh2, { type Server as SshServer } from 'ssh2';
import { newSshKeyPair, type SshKeyPair } from '../../../../src/channel/index.js';

/** An SSH server that says yes to everything, as a machine of Debian's that was just started. */
export class StockMachine {
  /** Every shell text that was run, in order. */
  readonly ran: string[] = [];
  /** What it answers to a shell text. */
  answer: (script: string) => { code?: number; stdout?: string; stderr?: string } = () => ({});

  private constructor(
    readonly hostKey: SshKeyPair,
    private readonly server: SshServer,
    readonly port: number,
  ) {}

  static async start(): Promise<StockMachine> {
    const hostKey = await newSshKeyPair('');
    let machine: StockMachine | undefined;
    const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (client) => {
      client.on('error', () => undefined);
      // The types of the library leave it out.
      (client as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => {
        accept().on('exec', (acceptExec, _reject, { command }) => {
          const stream = acceptExec();
          let script = `${command}\n`;
          stream.on('data', (part: Buffer) => {
            script += part.toString();
          });
          stream.once('end', () => {
            machine?.ran.push(script);
            const { code = 0, stdout = '', stderr = '' } = machine?.answer(script) ?? {};
            stream.write(stdout);
            stream.stderr.write(stderr);
            stream.exit(code);
            stream.end();
          });
        });
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    machine = new StockMachine(hostKey, server, (server.address() as AddressInfo).port);
    return machine;
  }

  /** What cloud-init writes at the end of a first boot, wrapped as consoles do. */
  console(key = this.hostKey.publicKey): string {
    const line = `${key} root@ip-10-0-0-1`;
    const wrapped = `${line.slice(0, 79)}\r\n${line.slice(79)}`;
    return `Debian GNU/Linux 12\r\n-----BEGIN SSH HOST KEY KEYS-----\r\necdsa-sha2-nistp256 AAAAE2VjZHNh root@ip\r\n${wrapped}\r\n-----END SSH HOST KEY KEYS-----\r\n`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.server.close(() => done()));
  }
}

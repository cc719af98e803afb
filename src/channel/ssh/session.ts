import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'ssh2';
import { QuorateError, reasonOf } from '../../schema/index.js';
import { HOST_KEY_TYPE, isPinned, otherHostKey, publicKeyBytes } from './host-key.js';
import { nameOf, type SshTarget } from './target.js';

/** From the first packet to the end of authentication. */
const CONNECT_TIMEOUT_MS = 5_000;
const SSH_PORT = 22;

/** What a command that was run left behind. */
export interface CommandResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One authenticated connection. No agent is forwarded, no password tried, no key but the pinned one accepted. */
export class SshSession {
  #open = true;

  private constructor(
    private readonly client: Client,
    private readonly socket: Duplex,
  ) {
    const ended = () => {
      this.#open = false;
    };
    // Errors after the handshake end the connection; who uses it then learns from its stream.
    client.on('error', ended).once('close', ended);
  }

  /**
   * Connects and authenticates.
   *
   * @throws QuorateError `QRT-HOST-KEY` when another key than the pinned one is shown, before anything of ours is sent;
   * `QRT-SSH-REFUSED` when the server does not take the caller's key. Any other error means that it cannot be reached.
   */
  static async connect(target: SshTarget, signal?: AbortSignal): Promise<SshSession> {
    signal?.throwIfAborted();
    const { Client } = (await import('ssh2')).default;
    const pinned = publicKeyBytes(target.hostKey);
    const { host, port = SSH_PORT, dial } = target;
    const socket = dial ? await dial() : connect({ host, port, noDelay: true });
    const client = new Client();
    let refusal: QuorateError | undefined;
    const hostVerifier = (presented: Buffer): boolean => {
      const known = isPinned(pinned, presented);
      if (!known) refusal = otherHostKey(target, presented);
      return known;
    };
    try {
      client.connect({
        sock: socket,
        username: target.user,
        privateKey: target.privateKey,
        authHandler: ['publickey'],
        algorithms: { serverHostKey: [HOST_KEY_TYPE] },
        readyTimeout: CONNECT_TIMEOUT_MS,
        hostVerifier,
      });
      await once(client, 'ready', signal ? { signal } : {});
      return new SshSession(client, socket);
    } catch (error) {
      client.on('error', () => undefined);
      client.destroy();
      socket.destroy();
      throw refusal ?? notAuthenticated(target, error) ?? error;
    }
  }

  /** False once the connection has ended, whoever ended it. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** A stream to a unix socket of the other machine. */
  forward(socketPath: string): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.client.openssh_forwardOutStreamLocal(socketPath, (error, stream) =>
        error ? reject(error) : resolve(stream),
      );
    });
  }

  /** Runs a command to its end, with `input` as its standard input. An exit code is a result, not an error. */
  run(command: string, input?: Buffer | Readable, signal?: AbortSignal): Promise<CommandResult> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => this.close();
      signal?.addEventListener('abort', abort, { once: true });
      this.client.exec(command, (error, stream) => {
        if (error) return reject(error);
        const output = { stdout: '', stderr: '' };
        let code: number | null = null;
        stream.on('data', (part: Buffer) => {
          output.stdout += part.toString();
        });
        stream.stderr.on('data', (part: Buffer) => {
          output.stderr += part.toString();
        });
        stream.once('exit', (exitCode: number | null) => {
          code = exitCode;
        });
        stream.once('error', reject);
        stream.once('close', () => {
          signal?.removeEventListener('abort', abort);
          if (signal?.aborted) reject(signal.reason);
          else resolve({ code, ...output });
        });
        if (input === undefined || Buffer.isBuffer(input)) stream.end(input);
        // A command may end before it has read everything: its exit code tells more than the broken pipe.
        else pipeline(input, stream).catch(() => stream.end());
      });
    });
  }

  /** While it is idle, the connection does not keep the process alive; one that cannot help it ends. */
  setIdle(idle: boolean): void {
    const { socket } = this;
    if (socket instanceof Socket) idle ? socket.unref() : socket.ref();
    else if (idle) this.close();
  }

  close(): void {
    this.#open = false;
    this.client.end();
    this.client.destroy();
  }
}

/** ssh2 marks what failed by the `level` of its error. */
function notAuthenticated(target: SshTarget, error: unknown): QuorateError | undefined {
  if (!(error instanceof Error && 'level' in error && error.level === 'client-authentication')) return undefined;
  return new QuorateError(
    'QRT-SSH-REFUSED',
    `${nameOf(target)} showed the right host key and did not accept this operator's key: ${reasonOf(error)}`,
    'Work from the project folder whose `.quorate` holds this environment, or have an operator who is let in add your key.',
  );
}

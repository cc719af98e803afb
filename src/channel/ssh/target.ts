import type { Duplex } from 'node:stream';

/** One account on one SSH server, and the only key that the server may show. */
export interface SshTarget {
  readonly host: string;
  /** @default 22 */
  readonly port?: number;
  readonly user: string;
  /**
   * Opens the connection in another way than straight to host and port.
   * @default straight
   */
  readonly dial?: (() => Promise<Duplex>) | undefined;
  /** Private key of the caller, as OpenSSH writes it. */
  readonly privateKey: string;
  /** Public key that the server must prove to have, as in its `.pub` file: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
}

/** How a target is written in messages. */
export function nameOf({ user, host, port }: SshTarget): string {
  return `${user}@${host}${port === undefined ? '' : `:${port}`}`;
}

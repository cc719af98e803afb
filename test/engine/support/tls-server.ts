import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TlsOptions } from 'node:tls';
import type { Authority } from './authority.js';

/** An HTTPS server on loopback that answers as a test wants. */
export class TlsServer {
  private constructor(
    private readonly server: Server,
    private readonly host: string,
  ) {}

  static async start(
    authority: Authority,
    host: string,
    answer: RequestListener,
    options: TlsOptions = {},
  ): Promise<TlsServer> {
    const server = createServer({ ...(await authority.issue('server', [host, 'engine.test'])), ...options }, answer);
    server.listen(0, host);
    await once(server, 'listening');
    return new TlsServer(server, host);
  }

  get address(): string {
    const bound = this.server.address();
    if (bound === null || typeof bound === 'string') throw new Error('the server does not listen');
    return `https://${this.host}:${bound.port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { EngineClient } from '../../../src/engine/index.js';
import { Authority } from '../../engine/support/authority.js';
import { TlsServer } from '../../engine/support/tls-server.js';

/** Answers logins, revocations and values as an engine does, and fails on demand. */
export class FakeEngine {
  readonly tokens = new Set<string>();
  readonly values = new Map<string, unknown>();
  /** Status of the next answers to writes, 0 to leave one without an answer; empty for as it should be. */
  failures: number[] = [];
  /** Where a redirect leads. */
  leader = '';
  /** What it was asked, `METHOD path`. */
  readonly asked: string[] = [];
  connections = 0;
  #server: TlsServer | undefined;
  #authority: Authority | undefined;

  async start(host: string): Promise<void> {
    this.#authority = await Authority.create('fake engine');
    this.#server = await TlsServer.start(this.#authority, host, (request, response) => {
      if (!this.#sockets.has(request.socket)) this.connections++;
      this.#sockets.add(request.socket);
      void this.#answer(request, response);
    });
  }
  readonly #sockets = new WeakSet<object>();

  stop(): Promise<void> {
    return this.server.stop();
  }

  get server(): TlsServer {
    if (this.#server) return this.#server;
    throw new Error('the engine was not started');
  }

  readonly connect = (address: string): EngineClient =>
    new EngineClient({ address, tls: { ca: this.#authority?.pem ?? '' }, token: () => 'test' });

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const where = (request.url ?? '').replace('/v1/', '');
    this.asked.push(`${request.method} ${where}`);
    const reply = (status: number, value: unknown = { errors: [] }) => {
      const headers = status === 307 ? { location: `${this.leader}${request.url}` } : {};
      response.writeHead(status, headers).end(status === 204 ? '' : JSON.stringify(value));
    };
    if (where.endsWith('revoke-self')) {
      return reply(this.tokens.delete(String(request.headers['x-vault-token'])) ? 204 : 403);
    }
    if (request.method === 'GET') {
      const data = this.values.get(where);
      return data === undefined ? reply(404) : reply(200, { data: { data, metadata: { version: 1 } } });
    }
    const failure = this.failures.shift();
    if (failure === 0) return;
    if (failure !== undefined) return reply(failure);
    if (where.endsWith('/login')) return reply(200, { auth: this.#grant() });
    this.values.set(where, (JSON.parse(body) as { data: unknown }).data);
    reply(200, { data: { version: 1 } });
  }

  #grant(): unknown {
    const client_token = `token-${this.asked.length}`;
    this.tokens.add(client_token);
    return { client_token, accessor: 'a', policies: [], lease_duration: 60, renewable: true, token_type: 'service' };
  }
}

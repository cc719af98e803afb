import { Agent, request } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { EngineAnswer } from './answer.js';
import type { EngineTls } from './options.js';
import { tlsOptions } from './tls-options.js';

/** Time until a connection stands, its handshake included. */
const CONNECT_MS = 5_000;
/** Engines keep idle connections for longer than that: none is used that they are about to end. */
const IDLE_MS = 4_000;

/** Codes of errors that are of neither the system nor TLS. */
export const NOT_CONNECTED = 'CLIENT_NOT_CONNECTED';
export const CLOSED = 'CLIENT_CLOSED';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With its query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable | null;
  /** Ends the request, and the answer under way with an error. */
  readonly signal: AbortSignal;
}

/**
 * Connections to one engine, kept between requests. Node's own client, because an agent has it loaded for its servers
 * and its parser is native: with undici, whose is a WebAssembly module, an agent took 11 MB more.
 */
export class Connections {
  readonly #agent: Agent;
  #closed = false;

  constructor(
    private readonly origin: string,
    tls: EngineTls,
  ) {
    this.#agent = new Agent({
      ...tlsOptions(tls),
      keepAlive: true,
      timeout: IDLE_MS,
      // A resumed session would hide that a restarted listener now trusts other certificates.
      maxCachedSessions: 0,
    });
  }

  /** Sends the request and reads the answer to its end. Redirects are answers. */
  send({ method, path, headers, body, signal }: WireRequest): Promise<EngineAnswer> {
    if (this.#closed) return Promise.reject(failure(CLOSED, 'the client was closed'));
    return new Promise((resolve, reject) => {
      // By itself Node does not tell how long the body of a DELETE is, and the engine would find none.
      const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {};
      const sent = request(`${this.origin}${path}`, { method, headers: { ...headers, ...length }, agent: this.#agent });
      const end = () => void sent.destroy(signal.reason);
      signal.addEventListener('abort', end, { once: true });
      sent
        .once('socket', (socket) => {
          if (sent.reusedSocket) return;
          const late = () => sent.destroy(failure(NOT_CONNECTED, `no connection within ${CONNECT_MS} ms`));
          const timer = setTimeout(late, CONNECT_MS);
          socket.once('secureConnect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
        })
        .once('response', (response) => {
          const { statusCode: status = 0, headers } = response;
          const { location = null } = headers;
          text(response).then((answer) => resolve({ status, text: answer, location }), reject);
        })
        // More than once: a refusal may come, and the connection end, while a stream is still being sent.
        .on('error', reject)
        .once('close', () => {
          signal.removeEventListener('abort', end);
          if (typeof body === 'object') body?.destroy();
        });
      if (typeof body === 'string' || body === null) sent.end(body ?? undefined);
      else body.on('error', (error) => sent.destroy(error)).pipe(sent);
    });
  }

  /** Ends every connection at once; requests under way fail. */
  close(): void {
    this.#closed = true;
    this.#agent.destroy();
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AgentReply, AgentRequest } from './channel.js';

const DEFAULT_TIMEOUT_MS = 5_000;

/** What an exchange runs over: a unix socket of this host, or a stream that leads to one of another. */
export type Way = { readonly socketPath: string } | { readonly createConnection: () => Duplex };

/** Fires when the caller gives up or the request's time is over. */
export function deadlineOf({ timeoutMs, signal }: AgentRequest): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

/** One HTTP request and its whole answer. */
export function exchange(way: Way, request: AgentRequest, signal: AbortSignal): Promise<AgentReply> {
  const payload = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers = payload ? { 'content-type': 'application/json', 'content-length': payload.byteLength } : {};
  // Node asks `createConnection` only when there is no agent at all.
  const unpooled = 'socketPath' in way ? { ...way, agent: false } : way;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { ...unpooled, method: request.method, path: request.path, headers, signal },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          try {
            resolve({ status: incoming.statusCode ?? 0, body: parse(Buffer.concat(chunks)) });
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    outgoing.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    outgoing.end(payload);
  });
}

function parse(bytes: Buffer): unknown {
  return bytes.byteLength === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
}

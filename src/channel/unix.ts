import { request as httpRequest } from 'node:http';
import { reasonOf } from '../schema/index.js';
import { type AgentChannel, type AgentReply, type AgentRequest, AgentUnreachable } from './channel.js';

const DEFAULT_TIMEOUT_MS = 5_000;

/** The agent's unix socket on this host. */
export function unixChannel(socketPath: string): AgentChannel {
  return {
    request: (request) =>
      exchange(socketPath, request).catch((error: unknown) => {
        request.signal?.throwIfAborted();
        throw new AgentUnreachable(`the agent behind ${socketPath} did not answer: ${reasonOf(error)}`, {
          cause: error,
        });
      }),
  };
}

function exchange(socketPath: string, request: AgentRequest): Promise<AgentReply> {
  const timeout = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  const payload = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers = payload ? { 'content-type': 'application/json', 'content-length': payload.byteLength } : {};
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { socketPath, method: request.method, path: request.path, headers, signal, agent: false },
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
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

function parse(bytes: Buffer): unknown {
  return bytes.byteLength === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { reasonOf } from '../../schema/index.js';
import type { Balancer } from './balancer.js';
import { attachRequest, type BalancerStatus } from './status.js';
import type { TargetStore } from './target-store.js';

const BODY_LIMIT = 4_096;
const TARGET = /^\/v1\/targets\/([a-z]+-[0-9a-z]{8})$/;

/** The control API: status, attach, detach. Whoever can reach its socket may use it. */
export function controlServer(balancer: Balancer, store: TargetStore): Server {
  const answer = async (request: IncomingMessage): Promise<BalancerStatus | null> => {
    const target = TARGET.exec(request.url ?? '')?.[1];
    if (request.method === 'GET' && request.url === '/v1/status') return balancer.status();
    if (target === undefined) return null;
    if (request.method === 'PUT') balancer.attach(target, attachRequest.parse(await jsonOf(request)).address);
    else if (request.method === 'DELETE') balancer.detach(target);
    else return null;
    await store.write(balancer.kept());
    return balancer.status();
  };
  return createServer((request, response) => {
    answer(request).then(
      (status) => (status === null ? reply(response, 404, { error: 'no such path' }) : reply(response, 200, status)),
      (error: unknown) => reply(response, isMisuse(error) ? 400 : 500, { error: reasonOf(error) }),
    );
  });
}

function reply(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function isMisuse(error: unknown): boolean {
  return error instanceof ZodError || error instanceof SyntaxError;
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > BODY_LIMIT) throw new SyntaxError(`a request is at most ${BODY_LIMIT} characters`);
  }
  return JSON.parse(text);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { QuorateError, reasonOf } from '../../schema/index.js';

/** One verb: what it is called by, and what answers it. The answer is sent as JSON; undefined is an empty 204. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly answer: (body: unknown, query: URLSearchParams) => unknown;
}

const LARGEST_BODY_BYTES = 1024 * 1024;

/** Answers a request by the first route that matches. Failures become `{ code, message, cure }`. */
export async function dispatch(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://agent');
  const route = routes.find((each) => each.method === request.method && each.path === url.pathname);
  try {
    if (!route) return send(response, 404, { message: `no verb ${request.method} ${url.pathname}` });
    const answer = await route.answer(await readBody(request), url.searchParams);
    send(response, answer === undefined ? 204 : 200, answer);
  } catch (error) {
    const refusal = describe(error);
    send(response, refusal.code === 'QRT-AGENT' ? 500 : 409, refusal);
  }
}

function describe(error: unknown): { code: string; message: string; cure: string } {
  if (error instanceof QuorateError) return { code: error.code, message: error.message, cure: error.cure };
  const message = error instanceof ZodError ? `the request was not understood: ${paths(error)}` : reasonOf(error);
  return { code: 'QRT-AGENT', message, cure: 'Look at logs/agent.log in the folder of this machine.' };
}

/** Where a request was wrong, without the values, which may be secret. */
function paths(error: ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`).join(', ');
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY_BYTES) throw new Error(`the request is larger than ${LARGEST_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return size === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const payload = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) });
  response.end(payload);
}

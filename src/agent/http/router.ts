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

/** A request that no verb can be asked with; `status` is its HTTP status. */
class BadRequest extends Error {
  constructor(
    readonly status: 400 | 413,
    message: string,
  ) {
    super(message);
  }
}

/** Answers a request by the first route that matches. Failures become `{ code, message, cure }`. */
export async function dispatch(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = urlOf(request);
    const route = routes.find((each) => each.method === request.method && each.path === url.pathname);
    if (!route) return send(response, 404, { message: `no verb ${request.method} ${url.pathname}` });
    const answer = await route.answer(await readBody(request), url.searchParams);
    send(response, answer === undefined ? 204 : 200, answer);
  } catch (error) {
    send(response, statusOf(error), describe(error));
  }
}

function urlOf({ url }: IncomingMessage): URL {
  try {
    return new URL(`http://agent${url ?? '/'}`);
  } catch {
    throw new BadRequest(400, 'the path of the request is not one');
  }
}

function statusOf(error: unknown): number {
  if (error instanceof QuorateError) return 409;
  if (error instanceof ZodError) return 400;
  return error instanceof BadRequest ? error.status : 500;
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
  // Leaving the loop must not cut the connection, or the refusal would never arrive.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY_BYTES) throw new BadRequest(413, `the request is larger than ${LARGEST_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return size === 0 ? undefined : parse(Buffer.concat(chunks).toString('utf8'));
}

/** The parser's own message quotes what it did not understand, which may be secret. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest(400, 'the request is not JSON');
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const payload = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(payload);
}

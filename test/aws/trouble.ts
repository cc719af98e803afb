import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What is asked of a server. */
export interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | string;
}

/** What storage answers when it has too much to do. */
export const SLOW_DOWN: Answer = {
  status: 503,
  headers: { 'content-type': 'application/xml' },
  body: '<Error><Code>SlowDown</Code></Error>',
};

/** How KMS and others that speak JSON refuse. */
export function refusal(name: string): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name };
  return { status: 400, headers, body: JSON.stringify({ __type: name, message: name }) };
}

/** Passes a question on, or does something else with it. */
type Handler = (question: Question, pass: (question: Question) => Promise<Answer>) => Promise<Answer | 'cut'>;

/** Stands before a server: passes everything on, and can be told to refuse it, to cut it off, or to take its time. */
export class Trouble {
  readonly #server: Server;
  /** Cut off, or this answer to everything, unless all is well. */
  mode: 'well' | 'unreachable' | Answer = 'well';
  /** Milliseconds before every answer. */
  delay = 0;
  /** Since a test last looked. */
  requests = 0;

  constructor(
    private readonly target: string,
    handler: Handler = async (question, pass) => await pass(question),
  ) {
    this.#server = createServer(async (request, response) => {
      this.requests += 1;
      const question = await readQuestion(request);
      if (this.delay > 0) await new Promise((done) => setTimeout(done, this.delay));
      const answer = await this.#answerTo(question, handler).catch(() => 'cut' as const);
      if (answer === 'cut') request.socket.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  }

  async #answerTo(question: Question, handler: Handler): Promise<Answer | 'cut'> {
    if (this.mode === 'unreachable') return 'cut';
    if (this.mode !== 'well') return this.mode;
    return await handler(question, (passed) => this.#pass(passed));
  }

  async #pass({ method, path, headers, body }: Question): Promise<Answer> {
    return await new Promise((resolve, reject) => {
      const { 'transfer-encoding': _, ...rest } = headers;
      const sent = { method, headers: { ...rest, ...(body.length > 0 && { 'content-length': String(body.length) }) } };
      const passed = forward(new URL(path, this.target), sent, async (answer) => {
        const { 'transfer-encoding': __, ...kept } = answer.headers;
        resolve({ status: answer.statusCode ?? 502, headers: kept, body: await buffer(answer) });
      });
      passed.once('error', reject).end(body);
    });
  }

  /** @param where by default a free port of the loopback network */
  async listen(where = { port: 0, host: '127.0.0.1' }): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(where, done));
    return `http://${where.host}:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }
}

async function readQuestion(request: IncomingMessage): Promise<Question> {
  const { method = 'GET', headers, url = '/' } = request;
  return { method, path: url, headers, body: await buffer(request) };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GitHubContext } from '../../../src/review/deliver/github/context.js';

/** A comment as the stand-in keeps it. */
export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
}

/** Something that happens before a request is answered. */
export type Interference = (
  request: { method: string; path: string },
  github: GitHubStandIn,
) => void | { status: number; headers?: Record<string, string> };

/** Head of the pull request; the job itself runs for a merge of it. */
export const HEAD = '5ca1ab1e'.padEnd(40, '0');

const BOT = { login: 'github-actions[bot]', type: 'Bot' };

/** A stand-in for the part of GitHub's REST API that posting uses, on the loopback interface. */
export class GitHubStandIn {
  comments: Comment[] = [];
  pulls: { number: number; head: { sha: string } }[] = [];
  readonly requests: string[] = [];
  interfere: Interference = () => undefined;
  #next = 1;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<GitHubStandIn> {
    const server = createServer();
    const github = new GitHubStandIn(server);
    server.on('request', (request, response) => void github.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return github;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts a comment there, as somebody else would. */
  add(body: string, user: Comment['user'] = BOT): Comment {
    const comment = { id: this.#next++, body, user };
    this.comments.push(comment);
    return comment;
  }

  context(more: Partial<GitHubContext> = {}): GitHubContext {
    return {
      apiUrl: this.url,
      repository: 'owner/name',
      token: 'a-token',
      run: { id: 100, attempt: 1 },
      runUrl: 'https://reports.example/run/100',
      event: { pull_request: { number: 7, head: { sha: HEAD } } },
      sha: 'f'.repeat(40),
      summaryFile: null,
      outputFile: null,
      ...more,
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const path = url.split('?')[0] ?? '';
    this.requests.push(`${method} ${url}`);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const early = this.interfere({ method, path }, this);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    if (early !== undefined) send(early.status, { message: `stand-in says ${early.status}` }, early.headers);
    else this.#route(method, path, new URL(url, this.url).searchParams, text, send);
  }

  #route(
    method: string,
    path: string,
    query: URLSearchParams,
    text: string,
    send: (status: number, body: unknown, headers?: Record<string, string>) => void,
  ): void {
    const page = Number(query.get('page') ?? 1);
    const one = /^\/repos\/owner\/name\/issues\/comments\/(\d+)$/.exec(path)?.[1];
    const found = this.comments.find(({ id }) => id === Number(one));
    if (path === '/user') send(403, { message: 'Resource not accessible by integration' });
    else if (method === 'GET' && /^\/repos\/owner\/name\/issues\/\d+\/comments$/.test(path)) {
      const more = this.comments.length > page * 100;
      send(200, this.comments.slice((page - 1) * 100, page * 100), more ? { link: `<${this.url}>; rel="next"` } : {});
    } else if (method === 'POST') send(201, this.add((JSON.parse(text) as { body: string }).body));
    else if (one !== undefined && found === undefined) send(404, { message: 'Not Found' });
    else if (method === 'PATCH' && found !== undefined) {
      found.body = (JSON.parse(text) as { body: string }).body;
      send(200, found);
    } else if (method === 'DELETE' && found !== undefined) {
      this.comments = this.comments.filter((comment) => comment !== found);
      send(204, undefined);
    } else if (/\/pulls$/.test(path)) send(200, this.pulls);
    else send(404, { message: 'Not Found' });
  }
}

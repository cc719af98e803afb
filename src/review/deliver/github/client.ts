import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { QuorateError, reasonOf } from '../../../schema/index.js';
import { field } from '../../value/json.js';
import type { GitHubContext } from './context.js';

const ATTEMPTS = 4;
const TIMEOUT_MS = 20_000;
const LONGEST_WAIT_MS = 60_000;

/** An answer of the API that is no success and that retrying does not change. */
export class GitHubRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(`GitHub answered ${status}: ${message}`);
  }

  /** True when the token may read and not write, which is all that a pull request from a fork gets. */
  get readOnly(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404;
  }
}

/** A page of a list, and whether there is another. */
export interface Page {
  readonly items: readonly unknown[];
  readonly more: boolean;
}

/** The few calls of GitHub's REST API that a review needs; waits out rate limits and short failures. */
export class GitHubClient {
  readonly #context: GitHubContext;
  #agent: Dispatcher | undefined;
  readonly #wait: (ms: number) => Promise<unknown>;

  /** @param wait - how to pass time between attempts; tests pass none */
  constructor(context: GitHubContext, wait: (ms: number) => Promise<unknown> = delay) {
    this.#context = context;
    this.#wait = wait;
  }

  /** @throws GitHubRefusal for 4xx answers; QuorateError `QRT-REVIEW-GITHUB` when GitHub cannot be reached */
  async get(path: string): Promise<unknown> {
    return (await this.#request('GET', path)).body;
  }

  async page(path: string, number: number): Promise<Page> {
    const separator = path.includes('?') ? '&' : '?';
    const { body, link } = await this.#request('GET', `${path}${separator}per_page=100&page=${number}`);
    return { items: Array.isArray(body) ? body : [], more: /rel="next"/.test(link) };
  }

  async send(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    return (await this.#request(method, path, body)).body;
  }

  async #request(method: string, path: string, body?: unknown): Promise<{ body: unknown; link: string }> {
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === ATTEMPTS;
      const answer = await this.#once(method, path, body).catch((error: unknown) => {
        if (last) throw unreachable(this.#context.apiUrl, error);
        return null;
      });
      if (answer?.ok) {
        const text = await answer.text();
        return { body: text === '' ? null : parse(text), link: answer.headers.get('link') ?? '' };
      }
      const wait = answer === null ? 500 * 2 ** attempt : waitOf(answer, attempt);
      if (answer !== null && (wait === null || last)) throw await refusal(answer);
      await this.#wait(wait ?? 0);
    }
  }

  async #once(method: string, path: string, body: unknown): Promise<Response> {
    // Loaded late: only posting needs it, and it is what honours HTTPS_PROXY on runners behind one.
    const { EnvHttpProxyAgent, fetch } = await import('undici');
    this.#agent ??= new EnvHttpProxyAgent();
    const { apiUrl, token } = this.#context;
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'quorate-review',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer as unknown as Response;
  }
}

/** How long to wait before trying again; null when trying again is useless. */
function waitOf(answer: Response, attempt: number): number | null {
  const after = Number(answer.headers.get('retry-after'));
  if (after > 0) return Math.min(after * 1000, LONGEST_WAIT_MS);
  const limited =
    answer.status === 429 || (answer.status === 403 && answer.headers.get('x-ratelimit-remaining') === '0');
  if (limited) {
    const reset = Number(answer.headers.get('x-ratelimit-reset')) * 1000 - Date.now();
    return Math.min(Math.max(reset, 1_000), LONGEST_WAIT_MS);
  }
  return answer.status >= 500 ? 500 * 2 ** attempt : null;
}

async function refusal(answer: Response): Promise<GitHubRefusal> {
  const message = field(parse(await answer.text()), 'message');
  return new GitHubRefusal(answer.status, typeof message === 'string' ? message : 'no reason given');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreachable(url: string, error: unknown): QuorateError {
  return new QuorateError(
    'QRT-REVIEW-GITHUB',
    `cannot reach GitHub at ${url}: ${reasonOf(error)}`,
    'Check GITHUB_API_URL and the network of the runner, then run the job again.',
    { cause: error },
  );
}

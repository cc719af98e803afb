import type { Dispatcher } from 'undici';
import { SourceUnavailable } from '../failures.js';

/** Redirects that a release site may need; what comes at the end is verified, wherever it came from. */
const MAX_REDIRECTIONS = 3;
const SILENCE_MS = 30_000;

/** A client for release sites: honours HTTPS_PROXY and NO_PROXY, follows redirects, gives up on silence. */
export async function openHttp(env: NodeJS.ProcessEnv): Promise<Http> {
  // Loaded when needed: an acquisition from the cache, which every deploy does, must not pay for it.
  const { EnvHttpProxyAgent, interceptors } = await import('undici');
  const httpProxy = env['http_proxy'] ?? env['HTTP_PROXY'];
  const httpsProxy = env['https_proxy'] ?? env['HTTPS_PROXY'];
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'];
  const agent = new EnvHttpProxyAgent({
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
    connect: { timeout: 10_000 },
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  });
  return new Http(agent, agent.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTIONS })));
}

export class Http {
  constructor(
    private readonly agent: Dispatcher,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** @throws SourceUnavailable when the site cannot be reached or has no such file. */
  async get(url: string, signal: AbortSignal | undefined): Promise<Dispatcher.ResponseData> {
    const { origin, pathname, search } = new URL(url);
    const response = await this.dispatcher
      .request({ origin, path: pathname + search, method: 'GET', ...(signal ? { signal } : {}) })
      .catch((error: unknown) => {
        signal?.throwIfAborted();
        throw unreachable(url, error);
      });
    if (response.statusCode === 200) return response;
    await response.body.dump();
    throw new SourceUnavailable(
      'QRT-ENGINE-OFFLINE',
      `${url} answered ${response.statusCode}`,
      'Check that the vendor has published this release, or point QUORATE_ENGINE_MIRROR at a site that holds it.',
    );
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** A site that does not answer, or stops answering. */
export function unreachable(url: string, error: unknown): SourceUnavailable {
  return new SourceUnavailable(
    'QRT-ENGINE-OFFLINE',
    `${url} cannot be reached: ${causeOf(error)}`,
    'Check the network and HTTPS_PROXY, or point QUORATE_ENGINE_MIRROR at a mirror that this machine reaches.',
    { cause: error },
  );
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message || code || error.name;
}

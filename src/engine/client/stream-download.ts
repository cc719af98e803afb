import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { EngineTls } from './options.js';

/** A large answer to be read as it comes. */
export interface StreamDownload {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: EngineTls;
  /** Ends the request, and the answer under way with an error. */
  readonly signal: AbortSignal;
}

/**
 * Answers are many small pieces, faster than a disk takes them. Node's own client waits for a slow reader; undici's
 * puts back what it cannot deliver and reads it again with more, which needs the square of the time and all of the
 * memory (100 MB: minutes and 370 MB).
 */
export function streamDownload({ url, headers, tls, signal }: StreamDownload): Promise<IncomingMessage> {
  const { ca, cert, key, servername } = tls;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      headers,
      agent: false,
      ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
    });
    const end = () => sent.destroy(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    sent
      .once('response', (response) => {
        // First of all, or the reader would only learn that the connection is gone.
        signal.removeEventListener('abort', end);
        signal.addEventListener('abort', () => response.destroy(signal.reason), { once: true });
        resolve(response);
      })
      .once('error', reject)
      .end();
  });
}

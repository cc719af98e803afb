import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { EngineTls } from './options.js';
import { tlsOptions } from './tls-options.js';

/** A large answer to be read as it comes. */
export interface StreamDownload {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: EngineTls;
  /** Ends the request, and the answer under way with an error. */
  readonly signal: AbortSignal;
}

/**
 * Answers with what has come so far: the reader decides how fast the rest comes. On a connection of its own, which a
 * slow reader keeps from nobody.
 */
export function streamDownload({ url, headers, tls, signal }: StreamDownload): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      headers,
      agent: false,
      ...tlsOptions(tls),
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

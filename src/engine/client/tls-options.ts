import type { SecureContextOptions } from 'node:tls';
import type { EngineTls } from './options.js';

/** How Node's own client is told of it: what is left out must not be there at all. */
export function tlsOptions({ ca, cert, key, servername }: EngineTls): SecureContextOptions & { servername?: string } {
  return {
    // Whom we trust may be under somebody else, whom we do not.
    ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca], allowPartialTrustChain: true }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
  };
}

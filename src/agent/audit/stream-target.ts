import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { AuditTarget } from './target.js';

/** For the connection, the lines and the server's end of it. */
const DEADLINE_MS = 10_000;

/**
 * A server that reads lines. A batch has a connection of its own, and counts as taken when the server, told that this is
 * the end, ends it too: bytes that a kernel took say nothing of who has read them.
 */
export function streamTarget(address: string, caFile: string | null): AuditTarget {
  return {
    deliver: (lines) =>
      new Promise<void>((resolve, reject) => {
        const socket = opened(address, caFile);
        const late = setTimeout(
          () => socket.destroy(new Error(`${address} did not take the lines within ${DEADLINE_MS / 1000} s`)),
          DEADLINE_MS,
        );
        let ended = false;
        socket
          .once('end', () => {
            ended = true;
          })
          .once('error', reject)
          .once('close', () => {
            clearTimeout(late);
            if (ended) resolve();
            else reject(new Error(`${address} broke the connection off`));
          })
          .resume()
          .end(lines);
      }),
  };
}

function opened(address: string, caFile: string | null): Socket {
  if (address.startsWith('unix:')) return connect({ path: fileURLToPath(address.replace(/^unix:/, 'file:')) });
  const { protocol, hostname, port } = new URL(address);
  const place = { host: hostname, port: Number(port) };
  if (protocol === 'tcp:') return connect(place);
  return connectTls({ ...place, servername: hostname, ...(caFile && { ca: readFileSync(caFile) }) });
}

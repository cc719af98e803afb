import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { folder } from './folder.js';

/** An HTTP server on a unix socket of its own, ended with the test. */
export async function serve(listener: RequestListener): Promise<string> {
  const path = join(folder(), 'agent.sock');
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(path, listening));
  return path;
}

/** Sends exactly this and gives status and text of the answer. */
export async function ask(
  socketPath: string,
  method: string,
  path: string,
  body?: string | Buffer,
): Promise<{ status: number; text: string }> {
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest({ socketPath, method, path, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      incoming.on('error', reject).on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject).end(body);
  });
}

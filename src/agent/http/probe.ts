import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { PORTS, SERVING_CODES } from '../../schema/index.js';
import { isEnrolled, type Node } from '../node.js';

const HEALTH_DEADLINE_MS = 1_000;

/**
 * What balancers and monitors ask, without a token: `/live`, `/ready`, `/metrics`.
 * The first two never share a condition: a seal key that is away makes nodes unready, and must not get them replaced.
 */
export function probeServer(node: Node): Server {
  const server = createServer(tls(node), async (request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/live') return response.writeHead(200).end('live\n');
    if (path === '/ready') return await answerReady(node, response);
    if (path === '/metrics') return await answerMetrics(node, response);
    return response.writeHead(404).end();
  });
  server.listen(PORTS.probe, node.identity.address);
  return server;
}

/** Shows the machine's own certificate once it has one; until then the throw-away one. */
export function tls(node: Node): { key: Buffer; cert: Buffer } {
  const { key, certificate, doorKey, doorCertificate } = node.home.tls;
  const enrolled = isEnrolled(node);
  return { key: readFileSync(enrolled ? key : doorKey), cert: readFileSync(enrolled ? certificate : doorCertificate) };
}

/** Whether clients may be sent here: the trust gate was passed and the engine serves. */
export async function isReady(node: Node): Promise<boolean> {
  if (!node.memory.get().admitted || node.supervisor.process !== 'running') return false;
  const health = await node.engine
    .get()
    .health({ deadlineMs: HEALTH_DEADLINE_MS })
    .catch(() => undefined);
  return health !== undefined && SERVING_CODES.has(health.code);
}

async function answerReady(node: Node, response: { writeHead(code: number): { end(body: string): void } }) {
  const ready = await isReady(node);
  response.writeHead(ready ? 200 : 503).end(ready ? 'ready\n' : 'not ready\n');
}

async function answerMetrics(node: Node, response: { writeHead(code: number): { end(body: string): void } }) {
  // Most agents are never asked, and the library is a tenth of what they load.
  const text = await import('./metrics.js').then(({ metrics }) => metrics(node)).catch(() => null);
  response.writeHead(text === null ? 500 : 200).end(text ?? 'the figures could not be taken\n');
}

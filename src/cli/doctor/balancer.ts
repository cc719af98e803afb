import { createServer } from 'node:net';
import { join } from 'node:path';
import { balancerAddress, findBalancer } from '../../machines/index.js';
import { PORTS } from '../../schema/index.js';
import { type Check, fail, ok } from './finding.js';

/** Whether clients of the environment can be served at its address, which follows from its name. */
export const checkBalancer: Check = async ({ project, environment }) => {
  if (environment === null) return ok('load balancer', 'name an environment to have its address checked');
  const found = await findBalancer(join(project, '.quorate'), environment);
  const address = found?.record.address ?? balancerAddress(environment);
  const url = `https://${address}:${PORTS.api}`;
  if (found !== null && found.state !== 'stopped') return ok('load balancer', `${environment} has its own at ${url}`);
  if (await canListen(address)) return ok('load balancer', `${url} is free`);
  return fail(
    'load balancer',
    `${url} is in use, and not by the balancer of ${environment} in this checkout`,
    `Another checkout may have deployed ${environment}: take it down there, or give Platform.local({ balancerAddress }) an address of its own.`,
  );
};

function canListen(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port: PORTS.api, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

import { appendFileSync, readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import * as z from 'zod';
import { ASKED } from './asked.js';
import { front } from './front.js';
import { metadataService } from './metadata.js';
import { NetworkBalancer } from './network-balancer.js';

/** `services.json`: what runs in the namespace of Amazon's services, beside the emulator. */
export const servicesOrder = z.object({
  folder: z.string(),
  /** Of the emulator. */
  url: z.string(),
  region: z.string(),
  balancer: z.string(),
  endpoint: z.string(),
  frontPort: z.number(),
  certificate: z.string(),
  key: z.string(),
});

const METADATA = '169.254.169.254';
const order = servicesOrder.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const { folder, url, region, certificate: cert, key } = order;
const client = { endpoint: url, region };
const ec2 = new EC2Client(client);
const balancer = new NetworkBalancer(order.balancer, ec2, new ElasticLoadBalancingV2Client(client));

metadataService(join(folder, 'metadata')).listen(80, METADATA);
balancer.start();
await front(url, ec2, folder, balancer).listen({ port: order.frontPort, host: '0.0.0.0' });
// The names of Amazon's services lead here, as private DNS of endpoints does it in a VPC.
createServer({ cert, key }, (asked, response) => {
  const { method = 'GET', headers, url: path = '/' } = asked;
  note(headers);
  const passed = request(new URL(path, url), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.once('error', () => response.destroy());
  asked.pipe(passed);
}).listen(443, order.endpoint);
process.stdout.write('services answer\n');

/** Keeps who asked which service: the emulator asks nobody for permissions. */
function note({ host = '', authorization = '' }: IncomingHttpHeaders): void {
  const [, key = 'nobody', service = host] = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(authorization) ?? [];
  appendFileSync(join(folder, ASKED), `${service} ${key}\n`);
}

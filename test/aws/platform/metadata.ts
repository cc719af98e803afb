import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';

const about = z.object({ id: z.string(), zone: z.string(), profile: z.string(), userData: z.string() });
/** What the machine's own role signs with. */
export const MACHINE_KEY = 'ASIAOFNOUSEELSEWHERE';
const HOUR_MS = 3_600_000;

/** What EC2 tells an instance about itself, by the address that it asks from, and only to who brings a token (IMDSv2). */
export function metadataService(folder: string): Server {
  const tokens = new Map<string, string>();
  return createServer((request, response) => {
    const caller = request.socket.remoteAddress ?? '';
    if (request.method === 'PUT' && request.url === '/latest/api/token') {
      const token = randomBytes(24).toString('base64url');
      tokens.set(token, caller);
      const seconds = String(request.headers['x-aws-ec2-metadata-token-ttl-seconds'] ?? '60');
      return void response.writeHead(200, { 'x-aws-ec2-metadata-token-ttl-seconds': seconds }).end(token);
    }
    if (tokens.get(String(request.headers['x-aws-ec2-metadata-token'])) !== caller)
      return void response.writeHead(401).end();
    const answer = answerTo(request.url ?? '', caller, folder);
    if (answer === undefined) response.writeHead(404).end();
    else response.end(answer);
  });
}

function answerTo(url: string, address: string, folder: string): string | undefined {
  const { id, zone, profile, userData } = about.parse(
    JSON.parse(readFileSync(join(folder, `${address}.json`), 'utf8')),
  );
  const region = zone.slice(0, -1);
  const credentials = {
    Code: 'Success',
    Type: 'AWS-HMAC',
    AccessKeyId: MACHINE_KEY,
    SecretAccessKey: 'of-no-use-elsewhere',
    Token: 'of-no-use-elsewhere',
    LastUpdated: new Date().toISOString(),
    Expiration: new Date(Date.now() + HOUR_MS).toISOString(),
  };
  const answers: Readonly<Record<string, string>> = {
    'user-data': userData,
    'meta-data/instance-id': id,
    'meta-data/local-ipv4': address,
    'meta-data/placement/availability-zone': zone,
    'meta-data/placement/region': region,
    'meta-data/iam/security-credentials/': profile,
    'meta-data/iam/security-credentials': profile,
    [`meta-data/iam/security-credentials/${profile}`]: JSON.stringify(credentials),
    'dynamic/instance-identity/document': JSON.stringify({ instanceId: id, region, availabilityZone: zone }),
  };
  return answers[url.replace('/latest/', '')];
}

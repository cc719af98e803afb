import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

const ADDRESS = '169.254.169.254';
const PORT = 80;
/** No token outlives this, whatever was asked for. */
const LONGEST_SECONDS = 21_600;

/**
 * Tells machines what they are, as the metadata services of clouds do: they are told apart by the address that they ask
 * from, and only who can ask with PUT first, and repeat the answer in a header, is told.
 */
function serve(folder: string): void {
  const tokens = new Map<string, { readonly caller: string; readonly until: number }>();
  const issue = (caller: string, seconds: number): string => {
    const token = randomBytes(24).toString('base64url');
    tokens.set(token, { caller, until: Date.now() + Math.min(seconds, LONGEST_SECONDS) * 1_000 });
    return token;
  };
  const holds = (request: IncomingMessage, caller: string): boolean => {
    const issued = tokens.get(String(request.headers['x-aws-ec2-metadata-token']));
    return issued?.caller === caller && issued.until > Date.now();
  };
  createServer((request, response) => {
    const caller = request.socket.remoteAddress ?? '';
    const asked = `${request.method} ${request.url}`;
    if (asked === 'PUT /latest/api/token') {
      const seconds = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds']);
      // A request that came through a proxy of the machine's is not the machine's own.
      if (!(seconds > 0) || request.headers['x-forwarded-for']) return response.writeHead(400).end();
      return response.end(issue(caller, seconds));
    }
    if (asked !== 'GET /latest/user-data') return response.writeHead(404).end();
    if (!holds(request, caller)) return response.writeHead(401).end();
    const identity = read(join(folder, `${caller}.json`));
    return identity === null ? response.writeHead(404).end() : response.end(identity);
  }).listen(PORT, ADDRESS);
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('The metadata service is started by its environment: metadata.mjs FOLDER\n');
  process.exit(1);
}
serve(folder);

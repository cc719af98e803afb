import { createServer, type Server } from 'node:http';
import type { RoleCredentials, Roles } from '../../aws/index.js';
import { CREDENTIALS_PORT, type IdentityDocument, reasonOf } from '../../schema/index.js';

/** What is given lasts this long at least: whoever asks comes back sooner than it ends. */
const SPARE_MS = 10 * 60_000;

/** Permissions of the engine's role, taken on when somebody asks and kept until shortly before they end. */
export class EngineCredentials {
  #kept: RoleCredentials | undefined;

  constructor(
    private readonly roles: Pick<Roles, 'assume'>,
    private readonly role: string,
    private readonly session: string,
  ) {}

  /** While the account's roles cannot be reached, what was given before serves until its end. */
  async current(now = Date.now()): Promise<RoleCredentials> {
    const kept = this.#kept;
    const left = kept === undefined ? 0 : kept.expiration.getTime() - now;
    if (kept !== undefined && left > SPARE_MS) return kept;
    try {
      this.#kept = await this.roles.assume(this.role, this.session);
      return this.#kept;
    } catch (error) {
      if (kept !== undefined && left > 0) return kept;
      throw error;
    }
  }
}

/** Gives the engine its permissions on the machine's loopback, in the form that libraries of Amazon's ask for. */
export function serveCredentials(
  credentials: Pick<EngineCredentials, 'current'>,
  warn: (reason: string) => void,
): Server {
  return createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/engine') return void response.writeHead(404).end();
    try {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await credentials.current();
      const given = {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        Token: sessionToken,
        Expiration: expiration.toISOString(),
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given));
    } catch (error) {
      warn(reasonOf(error));
      response.writeHead(503).end();
    }
  });
}

/** Serves on this machine, where it is one of an account. */
export async function giveEngineItsRole(
  { account, machine_id }: Pick<IdentityDocument, 'account' | 'machine_id'>,
  roles: (region: string) => Promise<Roles>,
  warn: (reason: string) => void,
): Promise<void> {
  if (!account) return;
  const credentials = new EngineCredentials(await roles(account.region), account.engine_role, machine_id);
  const server = serveCredentials(credentials, warn);
  await new Promise<void>((listening, failed) =>
    server.once('error', failed).listen(CREDENTIALS_PORT, '127.0.0.1', listening),
  );
}

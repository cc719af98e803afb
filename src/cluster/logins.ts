import { EngineClient } from '../engine/index.js';
import { CERTIFICATE_MOUNT, PORTS } from '../schema/index.js';

/** A client certificate of ours, and the authority that signed the servers' (PEM). */
export interface ClientIdentity {
  readonly certificate: string;
  readonly key: string;
  readonly serverCa: string;
}

interface Session {
  readonly client: EngineClient;
  readonly token: string;
  readonly expires: number;
}

/** A token is renewed by a new login when less than this is left of it. */
const SPARE_MS = 30_000;

/** Certificate logins at the nodes, one per role and address, kept while their token lasts. */
export class Logins {
  private readonly sessions = new Map<string, Session>();
  private readonly plain = new Map<string, EngineClient>();

  constructor(private readonly identity: (role: string) => Promise<ClientIdentity>) {}

  /** A client of the node at this address, logged in with this role. */
  async as(role: string, address: string): Promise<EngineClient> {
    const key = `${role}@${address}`;
    const known = this.sessions.get(key);
    if (known && known.expires - Date.now() > SPARE_MS) return known.client;
    const client = await this.connect(role, address);
    const grant = await client.cert(CERTIFICATE_MOUNT).login(role);
    const expires = Date.now() + grant.lease_duration * 1000;
    const session = { client: client.withToken(grant.client_token), token: grant.client_token, expires };
    this.sessions.set(key, session);
    return session.client;
  }

  /** A client that shows this role's certificate and holds no token. */
  async connect(role: string, address: string): Promise<EngineClient> {
    const key = `${role}@${address}`;
    const known = this.plain.get(key);
    if (known) return known;
    const { certificate, key: privateKey, serverCa } = await this.identity(role);
    const client = new EngineClient({
      address: `https://${address}:${PORTS.api}`,
      tls: { ca: serverCa, cert: certificate, key: privateKey },
    });
    this.plain.set(key, client);
    return client;
  }

  /** Drops every token: those of a storage that was replaced are worth nothing. */
  forget(): void {
    this.sessions.clear();
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.plain.values()].map((client) => client.close()));
    this.plain.clear();
    this.sessions.clear();
  }
}

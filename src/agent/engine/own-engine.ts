import { readFileSync } from 'node:fs';
import { EngineClient } from '../../engine/index.js';
import { type IdentityDocument, PORTS } from '../../schema/index.js';
import type { AgentHome } from '../home.js';

/**
 * The client of the node's own engine, opened with the certificate that only this agent has. One for the agent's life,
 * because each new one costs a TLS context of its own; made anew when the authorities change.
 */
export class OwnEngine {
  private client: EngineClient | undefined;

  constructor(
    private readonly home: AgentHome,
    private readonly identity: IdentityDocument,
  ) {}

  get(): EngineClient {
    const { serverCa, doorCertificate, doorKey } = this.home.tls;
    this.client ??= new EngineClient({
      address: `https://${this.identity.address}:${PORTS.api}`,
      tls: {
        ca: readFileSync(serverCa, 'utf8'),
        cert: readFileSync(doorCertificate, 'utf8'),
        key: readFileSync(doorKey, 'utf8'),
      },
    });
    return this.client;
  }

  /** Drops the client and its connections; the next use makes a new one. */
  async forget(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.close();
  }
}

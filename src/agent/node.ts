import { existsSync, readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { EngineClient } from '../engine/index.js';
import { type IdentityDocument, PORTS } from '../schema/index.js';
import { renderEngineConfiguration } from './configuration/render.js';
import { writeDurably } from './durable-file.js';
import type { EngineSupervisor } from './engine/supervisor.js';
import type { AgentHome } from './home.js';
import { sealToken } from './seal/token.js';
import type { AgentMemory } from './state.js';

/** What every verb of the agent works on. */
export interface Node {
  readonly home: AgentHome;
  readonly identity: IdentityDocument;
  readonly memory: AgentMemory;
  readonly supervisor: EngineSupervisor;
  readonly template: string;
  readonly version: string;
  readonly log: Logger;
}

/** Whether the machine's own certificate was signed and delivered. */
export function isEnrolled(node: Node): boolean {
  return existsSync(node.home.tls.certificate) && existsSync(node.home.tls.serverCa);
}

/** A client of this node's own engine, opened with the certificate that only this agent has. Close it after use. */
export function ownEngine(node: Node): EngineClient {
  const { tls } = node.home;
  return new EngineClient({
    address: `https://${node.identity.address}:${PORTS.api}`,
    tls: {
      ca: readFileSync(tls.serverCa, 'utf8'),
      cert: readFileSync(tls.doorCertificate, 'utf8'),
      key: readFileSync(tls.doorKey, 'utf8'),
    },
  });
}

/** Runs `use` with a client of this node's own engine and closes it afterwards. */
export async function withOwnEngine<T>(node: Node, use: (engine: EngineClient) => Promise<T>): Promise<T> {
  const engine = ownEngine(node);
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** Renders the engine's configuration from what was delivered. Does nothing before it was. */
export function writeConfiguration(node: Node): void {
  const { configuration, listener } = node.memory.get();
  if (!configuration) return;
  const input = { ...node, configuration, listener, sealToken: sealToken(node.home).read()?.token };
  writeDurably(node.home.configuration, renderEngineConfiguration(node.template, input));
}

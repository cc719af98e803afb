import { existsSync } from 'node:fs';
import type { IdentityDocument, SnapshotState } from '../schema/index.js';
import type { AuditShipper } from './audit/ship.js';
import { renderEngineConfiguration } from './configuration/render.js';
import { writeDurably } from './durable-file.js';
import type { OwnEngine } from './engine/own-engine.js';
import type { EngineSupervisor } from './engine/supervisor.js';
import type { AgentHome } from './home.js';
import type { AgentLog } from './log.js';
import { sealToken } from './seal/token.js';
import type { AgentMemory } from './state.js';

/** What every verb of the agent works on. */
export interface Node {
  readonly home: AgentHome;
  readonly identity: IdentityDocument;
  readonly memory: AgentMemory;
  readonly supervisor: EngineSupervisor;
  readonly engine: OwnEngine;
  /** The engine of the image. */
  readonly binary: string;
  readonly template: string;
  readonly version: string;
  /** How scheduled snapshots stand; null while this node does not lead. */
  snapshots: SnapshotState | null;
  /** Why the certificate could not be renewed the last time; null once it could. */
  renewalFailure: string | null;
  readonly audit: AuditShipper;
  readonly log: AgentLog;
}

/** Whether the machine's own certificate was signed and delivered. */
export function isEnrolled(node: Node): boolean {
  return existsSync(node.home.tls.certificate) && existsSync(node.home.tls.serverCa);
}

/** Whether the engine shall run: it was not told to leave, and does not wait for another node's recovery. */
export function mayRun({ memory }: Node): boolean {
  const { left, recovery } = memory.get();
  return !left && recovery !== 'halted';
}

/** Renders the engine's configuration from what was delivered. Does nothing before it was. */
export function writeConfiguration(node: Node): void {
  const { configuration, listener } = node.memory.get();
  if (!configuration) return;
  const input = { ...node, configuration, listener, sealToken: sealToken(node.home).read()?.token };
  writeDurably(node.home.configuration, renderEngineConfiguration(node.template, input), node.home.engineReads);
}

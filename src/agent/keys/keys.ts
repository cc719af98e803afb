import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeDurably } from '../durable-file.js';
import type { AgentHome } from '../home.js';
import { requestOver, selfSigned } from './certificates.js';

const DOOR_LIFETIME_MS = 10 * 365 * 24 * 3_600_000;

/** Makes the machine's own keys at its first boot. Private halves never leave this folder. */
export function ensureKeys(home: AgentHome, machineId: string): void {
  if (!existsSync(home.tls.key)) writeDurably(home.tls.key, pem(newKey()), home.engineReads);
  if (!existsSync(home.tls.doorCertificate)) makeDoor(home, machineId);
}

/** A certificate request over the machine's key. The signer takes only its public key: the subject is a label. */
export function certificateRequest(home: AgentHome, machineId: string): string {
  return requestOver(createPrivateKey(readFileSync(home.tls.key)), machineId);
}

/**
 * The pair that opens this node's closed listener: self-signed, and the only authority that listener trusts,
 * so that nobody but this agent can initialize or join the engine.
 */
function makeDoor(home: AgentHome, machineId: string): void {
  const key = newKey();
  writeDurably(home.tls.doorKey, pem(key));
  writeDurably(home.tls.doorCertificate, selfSigned(key, `door of ${machineId}`, DOOR_LIFETIME_MS), home.engineReads);
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

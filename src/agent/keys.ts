import { webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeDurably } from './durable-file.js';
import type { AgentHome } from './home.js';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DOOR_LIFETIME_MS = 10 * 365 * 24 * 3_600_000;

/** Makes the machine's own keys at its first boot. Private halves never leave this folder. */
export async function ensureKeys(home: AgentHome, machineId: string): Promise<void> {
  if (!existsSync(home.tls.key))
    writeDurably(home.tls.key, await exportKey((await newKeys()).privateKey), home.engineReads);
  if (!existsSync(home.tls.doorCertificate)) await makeDoor(home, machineId);
}

/** A certificate request over the machine's key. The signer takes only its public key: the subject is a label. */
export async function certificateRequest(home: AgentHome, machineId: string): Promise<string> {
  const x509 = await loadX509();
  const keys = await importKeys(await readFile(home.tls.key, 'utf8'));
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: `CN=${machineId}`,
    keys,
    signingAlgorithm: ECDSA,
  });
  return request.toString('pem');
}

/**
 * The pair that opens this node's closed listener: self-signed, and the only authority that listener trusts,
 * so that nobody but this agent can initialize or join the engine.
 */
async function makeDoor(home: AgentHome, machineId: string): Promise<void> {
  const x509 = await loadX509();
  const keys = await newKeys();
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=door of ${machineId}`,
    keys,
    notBefore: new Date(now - 300_000),
    notAfter: new Date(now + DOOR_LIFETIME_MS),
    signingAlgorithm: ECDSA,
    extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
  });
  writeDurably(home.tls.doorKey, await exportKey(keys.privateKey));
  writeDurably(home.tls.doorCertificate, certificate.toString('pem'), home.engineReads);
}

/** Loaded when needed: an agent that restarts with its keys on disk never pays for it. */
async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}

async function importKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, ECDSA, true, ['sign']);
  const jwk = await webcrypto.subtle.exportKey('jwk', privateKey);
  const publicJwk = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } as webcrypto.JsonWebKey;
  const publicKey = await webcrypto.subtle.importKey('jwk', publicJwk, ECDSA, true, ['verify']);
  return { privateKey, publicKey };
}

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { reasonOf } from '../../schema/index.js';
import { isEnrolled, type Node } from '../node.js';
import { renewalDue } from './due.js';
import { renew } from './renew.js';

const LOOK_MS = 60_000;
/** Certificates that end within the hour are looked at more often. */
const SHORT_MS = 3_600_000;
const SHORT_LOOK_MS = 1_000;

/**
 * Has a member's certificate renewed before it ends, without an operator. What fails is tried again; there is a fourth
 * of a certificate's life for that, and then `quorate certs renew`.
 *
 * @param renewed told once a new certificate is there
 */
export function keepRenewing(node: Node, renewed: () => Promise<void>): void {
  const look = async (): Promise<void> => {
    const wait = await renewWhenDue(node, renewed).catch((error: unknown) => {
      const reason = reasonOf(error);
      if (node.renewalFailure === null) node.log.warn({ reason }, 'the certificate was not renewed');
      node.renewalFailure = reason;
      return LOOK_MS;
    });
    setTimeout(() => void look(), wait).unref();
  };
  void look();
}

async function renewWhenDue(node: Node, renewed: () => Promise<void>): Promise<number> {
  if (!isEnrolled(node)) return SHORT_LOOK_MS;
  const present = new X509Certificate(readFileSync(node.home.tls.certificate));
  const left = Date.parse(present.validTo) - Date.now();
  const wait = left < SHORT_MS ? SHORT_LOOK_MS : LOOK_MS;
  if (!node.memory.get().admitted || Date.now() < renewalDue(present, node.identity.machine_id)) return wait;
  const issued = await renew(node);
  await renewed();
  node.renewalFailure = null;
  node.log.info({ serial: issued.serialNumber, not_after: issued.validTo }, 'the certificate was renewed');
  return wait;
}

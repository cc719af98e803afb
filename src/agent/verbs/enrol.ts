import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Enrolment, QuorateError } from '../../schema/index.js';
import { writeDurably } from '../durable-file.js';
import type { Node } from '../node.js';

/**
 * Takes the signed certificate of the machine's own key and the authorities it trusts. The certificate is written last:
 * its presence is what "enrolled" means. A running engine reads it at once.
 */
export async function enrol(node: Node, enrolment: Enrolment): Promise<void> {
  const key = createPrivateKey(readFileSync(node.home.tls.key));
  if (!new X509Certificate(enrolment.certificate).checkPrivateKey(key)) {
    throw new QuorateError(
      'QRT-ENROL-KEY',
      `the certificate delivered to ${node.identity.machine_id} is not over this machine's key`,
      'Enrol the machine again: the request must be read from the machine that gets the certificate.',
    );
  }
  writeDurably(node.home.tls.serverCa, enrolment.server_ca, node.home.engineReads);
  writeDurably(node.home.tls.clientCa, enrolment.client_ca, node.home.engineReads);
  writeDurably(node.home.tls.certificate, enrolment.certificate, node.home.engineReads);
  await node.engine.forget();
  await node.supervisor.reload();
}

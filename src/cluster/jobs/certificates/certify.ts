import { bundle } from '../../../custody/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { ClusterAccess } from '../../access.js';
import type { ClusterMember, ClusterSpec } from '../../spec/cluster-spec.js';

/** A certificate that took another one's place. */
export interface RenewedCertificate {
  readonly node: string;
  readonly serial: string;
  /** ISO 8601. */
  readonly not_after: string;
}

/**
 * Has the key of a node certified by the authority that signs now, and tells the node whom to trust. Its engine reads
 * both without a restart; nothing of it needs the engine to answer. Can be repeated.
 */
export async function certify(
  { platform, signer }: Pick<ClusterAccess, 'platform' | 'signer'>,
  { name, balancer_address }: ClusterSpec,
  { machine_id, address }: ClusterMember,
): Promise<RenewedCertificate> {
  const agent = await platform.agent(machine_id);
  const { csr } = await agent.certificateRequest();
  const signed = await signer.signServer(csr, { machine_id, address, cluster_name: name, balancer_address });
  const authorities = await signer.authorities();
  await agent.enrol({
    certificate: signed.certificate,
    server_ca: bundle(authorities.server),
    client_ca: bundle(authorities.client),
  });
  const { certificate } = await agent.status();
  if (certificate) return { node: machine_id, serial: certificate.serial, not_after: certificate.not_after };
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `${machine_id} was given a certificate and shows none`,
    'Look at logs/agent.log of its machine, then run it again.',
  );
}

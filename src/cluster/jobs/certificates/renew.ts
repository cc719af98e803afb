import { bundle } from '../../../custody/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { ClusterAccess } from '../../access.js';
import { type ClusterMember, type ClusterSpec, membersOf } from '../../spec/cluster-spec.js';
import type { Job, Preparation } from '../job.js';

/** A certificate that took another one's place. */
export interface RenewedCertificate {
  readonly node: string;
  readonly serial: string;
  /** ISO 8601. */
  readonly not_after: string;
}

/**
 * Has the keys of the nodes certified anew, one node after the other. Engines read the new certificate without a
 * restart, so that no vote and no connection is lost; nothing of it needs the engine to answer, so that it also works
 * when the certificates have expired.
 *
 * @param node one of them, or all
 */
export function renewCertificatesJob(node: string | null): Preparation<readonly RenewedCertificate[]> {
  return async ({ spec }): Promise<Job<readonly RenewedCertificate[]>> => {
    const members = membersOf(spec).filter(({ machine_id }) => node === null || machine_id === node);
    if (members.length === 0) throw unknownNode(spec, node ?? 'any node');
    const renewed: RenewedCertificate[] = [];
    return {
      steps: members.map((member) => ({
        step: `renew the certificate of ${member.machine_id}`,
        reason: 'its own key, which never leaves it, is certified for exactly what the node is',
        run: async ({ access, lock }) => {
          await lock.assertHeld();
          renewed.push(await renew(access, spec, member));
        },
      })),
      conclude: async () => renewed,
    };
  };
}

async function renew(
  { platform, signer }: ClusterAccess,
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
  if (certificate) return { node: machine_id, ...certificate };
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `${machine_id} was given a certificate and shows none`,
    'Look at logs/agent.log of its machine, then run it again.',
  );
}

function unknownNode(spec: ClusterSpec, node: string): QuorateError {
  const ids = membersOf(spec).map(({ machine_id }) => machine_id);
  return new QuorateError(
    'QRT-NOT-DESIRED',
    `${node} is not a node that the stack wants; wanted are ${ids.join(', ')}`,
    `\`quorate status ${spec.environment}\` lists the nodes. Nothing was changed.`,
  );
}

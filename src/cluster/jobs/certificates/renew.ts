import { QuorateError } from '../../../schema/index.js';
import { type ClusterSpec, membersOf } from '../../spec/cluster-spec.js';
import type { Job, Preparation } from '../job.js';
import { certify, type RenewedCertificate } from './certify.js';

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
          renewed.push(await certify(access, spec, member));
        },
      })),
      conclude: async () => renewed,
    };
  };
}

function unknownNode(spec: ClusterSpec, node: string): QuorateError {
  const ids = membersOf(spec).map(({ machine_id }) => machine_id);
  return new QuorateError(
    'QRT-NOT-DESIRED',
    `${node} is not a node that the stack wants; wanted are ${ids.join(', ')}`,
    `\`quorate status ${spec.environment}\` lists the nodes. Nothing was changed.`,
  );
}

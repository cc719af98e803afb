import { bundle } from '../custody/index.js';
import type { Environment } from './environment.js';

/** What a machine is enrolled as. */
export interface Enrollee {
  readonly machine_id: string;
  readonly address: string;
  readonly cluster_name: string;
  readonly balancer_address: string | null;
}

/** Has the machine's own key certified for exactly what the machine is, and tells it whom to trust. Can be repeated. */
export async function enrol(environment: Environment, enrollee: Enrollee): Promise<void> {
  const { signer } = environment;
  await signer.prepare();
  const agent = await environment.agent(enrollee.machine_id);
  const { csr } = await agent.certificateRequest();
  const { machine_id, address, cluster_name, balancer_address } = enrollee;
  const { certificate } = await signer.signServer(csr, { machine_id, address, cluster_name, balancer_address });
  const authorities = await signer.authorities();
  await agent.enrol({
    certificate,
    server_ca: bundle(authorities.server),
    client_ca: bundle(authorities.client),
  });
}

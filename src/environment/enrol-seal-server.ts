import { enrol } from './enrol.js';
import type { Environment } from './environment.js';
import { findSealServer, sealClusterName } from './seal-server.js';

/** Certifies the seal server anew, where there is one that runs, and tells it whom to trust. Can be repeated. */
export async function enrolSealServer(environment: Environment): Promise<void> {
  const server = await findSealServer(environment);
  if (!server || (await (await environment.site()).state(server.id)) !== 'running') return;
  const { id, address } = server;
  const cluster_name = sealClusterName(environment.name);
  await enrol(environment, { machine_id: id, address, cluster_name, balancer_address: null });
}

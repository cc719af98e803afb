import { type SealServerView, statusOf } from '../cluster/index.js';
import type { StatusReport } from '../schema/index.js';
import { lookAtCluster } from './cluster.js';
import type { Environment } from './environment.js';
import { lastDrill } from './restore-drill/record.js';
import { findSealServer } from './seal-server.js';

/** The report of `quorate status`; undefined before the first deploy. Changes nothing. */
export async function readStatus(environment: Environment): Promise<StatusReport | undefined> {
  const [seen, balancer, sealServer, drill] = await Promise.all([
    lookAtCluster(environment),
    environment.site().then((site) => site.balancer()),
    sealServerOf(environment),
    lastDrill(environment.store),
  ]);
  const restoreDrill = drill && { when: drill.when, snapshot: drill.snapshot };
  return seen && { ...statusOf(seen.spec, seen.look, balancer, sealServer), restore_drill: restoreDrill };
}

/** Whether members could unseal now, by the word of the seal server's own agent. */
async function sealServerOf(environment: Environment): Promise<SealServerView | null> {
  const server = await findSealServer(environment);
  if (!server) return null;
  const { id } = server;
  if ((await (await environment.site()).state(id)) === 'stopped') return { id, state: 'down' };
  const status = await environment
    .agent(id)
    .then((agent) => agent.status())
    .catch(() => null);
  if (!status) return { id, state: 'unknown' };
  const { health_code, process } = status.engine;
  if (health_code === null) return { id, state: process === 'running' ? 'unknown' : 'down' };
  return { id, state: health_code === 200 ? 'serving' : 'sealed' };
}

import { AgentClient, unixChannel } from '../../../src/channel/index.js';
import { bundle, FileSigner, WorkingStore } from '../../../src/custody/index.js';
import { DiskStore } from '../../../src/operation/index.js';
import { AGENT_SOCKET, MACHINE_RUN } from '../../../src/schema/index.js';
import type { Lab } from '../../e2e/support/lab.js';
import { firstProcessOf } from '../../machines/nspawn/support/inside.js';

const DAY_MS = 24 * 3_600_000;
const LIFE_MS = 90 * DAY_MS;

/** The agent of a machine of this host, by its socket. */
export async function agentOf(machine: string): Promise<AgentClient> {
  const root = `/proc/${await firstProcessOf(machine)}/root`;
  return new AgentClient(unixChannel(`${root}${MACHINE_RUN}${AGENT_SOCKET}`));
}

/** Gives a node a certificate that is as old as if nobody had renewed it, and ends in so many days. */
export async function giveOldCertificate(
  lab: Pick<Lab, 'store' | 'environment'>,
  machine: string,
  identity: { readonly machine_id: string; readonly address: string; readonly balancer_address: string },
  days: number,
): Promise<void> {
  const agent = await agentOf(machine);
  const working = new WorkingStore(new DiskStore(lab.store));
  const earlier = new FileSigner(working, lab.environment, () => Date.now() - LIFE_MS + days * DAY_MS);
  const { csr } = await agent.certificateRequest();
  const { certificate } = await earlier.signServer(csr, { ...identity, cluster_name: 'vault' });
  const { server, client } = await earlier.authorities();
  await agent.enrol({ certificate, server_ca: bundle(server), client_ca: bundle(client) });
}

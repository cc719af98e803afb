import type { RuntimeConfiguration } from '../schema/index.js';
import { type EngineRelease, PORTS } from '../schema/index.js';
import { enrol } from './enrol.js';
import type { Environment } from './environment.js';
import type { Machine } from './site.js';

/** How members reach the transit seal. */
export interface SealServer {
  readonly id: string;
  /** URL. */
  readonly address: string;
  readonly key_name: string;
  readonly mount_path: string;
}

const MOUNT = 'transit';

/** Enrols and sets up the machine as the environment's transit server. Can be repeated. */
export async function prepareSealServer(
  environment: Environment,
  machine: Machine,
  engine: EngineRelease,
): Promise<SealServer> {
  const cluster = sealClusterName(environment.name);
  await enrol(environment, {
    machine_id: machine.id,
    address: machine.address,
    cluster_name: cluster,
    balancer_address: null,
  });
  const agent = await environment.agent(machine.id);
  await agent.configure({ configuration: configurationOf(cluster, engine) });
  const keyName = keyNameOf(environment.name);
  await agent.prepareTransit(keyName);
  return {
    id: machine.id,
    address: `https://${machine.address}:${PORTS.api}`,
    key_name: keyName,
    mount_path: MOUNT,
  };
}

/** Name under which the seal server is certified. */
export function sealClusterName(environment: string): string {
  return `${environment}-seal`;
}

/** The environment's transit server, if it has one. */
export async function findSealServer(environment: Environment): Promise<Machine | undefined> {
  return (await (await environment.site()).machines()).find(({ role }) => role === 'seal');
}

/** A token for one member, straight from the seal server's agent to the member's; undefined where there is no server. */
export async function sealTokenFor(environment: Environment, machineId: string): Promise<string | undefined> {
  const server = await findSealServer(environment);
  return server && (await (await environment.agent(server.id)).transitToken(machineId));
}

function keyNameOf(environment: string): string {
  return `quorate-${environment}`;
}

function configurationOf(cluster: string, engine: EngineRelease): RuntimeConfiguration {
  return {
    cluster_name: cluster,
    engine,
    peers: [],
    balancer_address: null,
    performance_multiplier: 1,
    autopilot_interval_ms: 1_000,
    ui: false,
    snapshots: null,
    audit: null,
    seal: { type: 'shamir' },
  };
}

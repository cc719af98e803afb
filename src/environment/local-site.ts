import type { TargetState } from '../cluster/index.js';
import { imageFolder } from '../image/index.js';
import { type BalancerStatus, findBalancer, type MachineDriver } from '../machines/index.js';
import type { StatusReport } from '../schema/index.js';
import { noMachine } from './no-machine.js';
import type { EnvironmentPaths } from './paths.js';
import type { Site } from './site.js';

/** This computer: machines of the driver, and the balancer beside them. */
export function localSite(name: string, driver: MachineDriver, paths: EnvironmentPaths): Site {
  const start = async (id: string): Promise<void> => {
    const record = await driver.get(id);
    if (record) await driver.start(id, imageFolder(paths.images, record.image));
  };
  const balancer = () => findBalancer(paths.root, name);
  return {
    machines: async () =>
      (await driver.list(name)).map((record) => ({ ...record, ownDisk: record.driver === 'nspawn' })),
    machine: (id) => driver.get(id),
    state: (id) => driver.state(id),
    channel: async (id) => {
      const record = await driver.get(id);
      if (!record) throw noMachine(name, id);
      return driver.channel(record);
    },
    // The driver made it, waited for its agent and read its host key from its own disk.
    meet: async () => undefined,
    release: async () => undefined,
    disown: (id) => driver.disown(id),
    sweep: async (id) => {
      const found = await balancer();
      if (found?.state === 'running') await found.client.detach(id);
      await driver.destroy(id);
    },
    targets: async () => {
      const found = await balancer();
      if (found === null) return new Map();
      const status = await found.client.status().catch(() => null);
      return status && new Map(status.targets.map((target) => [target.id, targetState(target)]));
    },
    balancer: async () => {
      const found = await balancer();
      const status = await found?.client.status().catch(() => undefined);
      return found && status ? shown(found.record.address, status) : null;
    },
    faults: {
      cutPower: (id) => driver.cutPower(id),
      reboot: async (id) => {
        await driver.stop(id);
        await start(id);
      },
      start,
      cutOff: (zone) => driver.cutOff(name, zone),
      reconnect: (zone) => driver.reconnect(name, zone),
    },
  };
}

/** A target without connections that gets no new ones is drained, whether it was detached or is just not ready. */
function targetState({ state, connections }: BalancerStatus['targets'][number]): TargetState {
  if (state === 'healthy') return 'healthy';
  if (state !== 'initial' && connections === 0) return 'drained';
  return state === 'draining' ? 'draining' : 'unhealthy';
}

function shown(address: string, { failing_open, targets }: BalancerStatus): StatusReport['load_balancer'] {
  const states = targets.map(({ id, state }) => ({ id, state: state === 'initial' ? ('unhealthy' as const) : state }));
  return { address, failing_open, targets: states };
}

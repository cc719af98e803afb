import type { ClusterSpec, DrillTools, Faults, Writes } from '../cluster/index.js';
import { reportCanary } from '../drill/index.js';
import { imageFolder } from '../image/index.js';
import type { Environment } from './environment.js';
import { WriteMeasurement } from './measurement/write-measurement.js';

/** What drills of this environment are done and measured with. */
export function drillTools(environment: Environment, spec: ClusterSpec, signal: AbortSignal): DrillTools {
  const measurement = WriteMeasurement.of(environment, spec, signal);
  return { faults: faultsOf(environment), writes: measurement && writesOf(measurement) };
}

function faultsOf({ driver, name, paths }: Environment): Faults {
  const start = async (id: string): Promise<void> => {
    const record = await driver.get(id);
    if (record) await driver.start(id, imageFolder(paths.images, record.image));
  };
  return {
    cutPower: (id) => driver.cutPower(id),
    reboot: async (id) => {
      await driver.stop(id);
      await start(id);
    },
    start,
    cutOff: (zone) => driver.cutOff(name, zone),
    reconnect: (zone) => driver.reconnect(name, zone),
  };
}

function writesOf(measurement: WriteMeasurement): Writes {
  return {
    start: () => measurement.start(),
    stop: async () => {
      const { writes, failed, lost, gap, problem } = reportCanary(await measurement.stop());
      return { writes, failed, lost, gap_ms: gap && Math.round(gap.ms), problem };
    },
  };
}

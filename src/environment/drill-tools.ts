import type { ClusterSpec, DrillTools, Faults, Writes } from '../cluster/index.js';
import { reportCanary } from '../drill/index.js';
import type { Environment } from './environment.js';
import { WriteMeasurement } from './measurement/write-measurement.js';

/** What drills of this environment are done and measured with. */
export function drillTools(environment: Environment, spec: ClusterSpec, signal: AbortSignal): DrillTools {
  const measurement = WriteMeasurement.of(environment, spec, signal);
  return { faults: faultsOf(environment), writes: measurement && writesOf(measurement) };
}

function faultsOf(environment: Environment): Faults {
  const here = async () => (await environment.site()).faults;
  return {
    cutPower: async (id) => (await here()).cutPower(id),
    reboot: async (id) => (await here()).reboot(id),
    start: async (id) => (await here()).start(id),
    cutOff: async (zone) => (await here()).cutOff(zone),
    reconnect: async (zone) => (await here()).reconnect(zone),
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

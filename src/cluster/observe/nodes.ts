import type { AgentStatus, InitState } from '../../schema/index.js';
import { digestOf } from '../../schema/index.js';
import type { ClusterPlatform, MachineView } from '../access.js';
import { type ConfigurationState, nodeReport, type ObservedNode, type TargetState } from '../model/index.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { runtimeConfigurationOf } from '../spec/runtime.js';

/** One node, and what its agent said in full: status shows more than planning needs. */
export interface SeenNode {
  readonly machine: MachineView;
  readonly status: AgentStatus | null;
  readonly observed: ObservedNode;
}

/** Asks every machine's agent at once. An agent that does not answer leaves its node unknown, not down (law 9). */
export async function observeNodes(platform: ClusterPlatform, spec: ClusterSpec): Promise<readonly SeenNode[]> {
  const [machines, targets] = await Promise.all([platform.machines(), platform.targets()]);
  const wanted = digestOf(runtimeConfigurationOf(spec));
  const desired = new Set(Object.values(spec.members).map(({ machine_id }) => machine_id));
  return await Promise.all(
    machines.map(async (machine) => {
      const { status, init } = await ask(platform, machine);
      const observed: ObservedNode = {
        id: machine.id,
        slot: machine.slot,
        machine: machine.state,
        known: machine.claimed || desired.has(machine.id),
        report: status && nodeReport(status, init),
        configuration: status ? configurationState(status, wanted, desired.has(machine.id)) : 'none',
        target: targetOf(targets, machine.id),
      };
      return { machine, status, observed };
    }),
  );
}

async function ask(
  platform: ClusterPlatform,
  machine: MachineView,
): Promise<{ status: AgentStatus | null; init: InitState['state'] }> {
  if (machine.state !== 'running') return { status: null, init: 'none' };
  try {
    const agent = await platform.agent(machine.id);
    const status = await agent.status();
    // Keys are in custody before a node opens: only a closed one may still have them, be it active already.
    return { status, init: status.listener === 'closed' ? (await agent.initialization()).state : 'none' };
  } catch {
    return { status: null, init: 'none' };
  }
}

/** A node on its way out keeps the configuration it has. */
function configurationState({ configuration }: AgentStatus, wanted: string, desired: boolean): ConfigurationState {
  if (configuration.digest === null) return 'none';
  if (!desired) return 'current';
  if (configuration.digest !== wanted) return 'outdated';
  return configuration.restart_needed ? 'restart' : 'current';
}

function targetOf(targets: ReadonlyMap<string, TargetState> | null, id: string): TargetState {
  return targets === null ? 'unknown' : (targets.get(id) ?? 'absent');
}

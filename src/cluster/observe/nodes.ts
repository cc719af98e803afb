import type { AgentStatus, InitState } from '../../schema/index.js';
import { digestOf } from '../../schema/index.js';
import type { ClusterPlatform, MachineView } from '../access.js';
import {
  type ConfigurationState,
  NO_FACTS,
  NO_NODE_FACTS,
  nodeReport,
  type ObservedNode,
  type OperationFacts,
  type TargetState,
} from '../model/index.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { runtimeConfigurationOf } from '../spec/runtime.js';

/** One node, and what its agent said in full: status shows more than planning needs. */
export interface SeenNode {
  readonly machine: MachineView;
  readonly status: AgentStatus | null;
  /** By how many milliseconds its clock is ahead of ours, as far as the way of the answer lets us tell; null while it is silent. */
  readonly skewMs: number | null;
  readonly observed: ObservedNode;
}

/**
 * Asks every machine's agent at once. An agent that does not answer leaves its node unknown, not down (law 9). The engine
 * of a node that was taken out closes itself and hangs meanwhile: it is not waited for.
 */
export async function observeNodes(
  platform: ClusterPlatform,
  spec: ClusterSpec,
  facts: OperationFacts = NO_FACTS,
): Promise<readonly SeenNode[]> {
  const [machines, targets] = await Promise.all([platform.machines(), platform.targets()]);
  const wanted = digestOf(runtimeConfigurationOf(spec));
  const desired = new Set(Object.values(spec.members).map(({ machine_id }) => machine_id));
  return await Promise.all(
    machines.map(async (machine) => {
      const { status, init, skewMs } = await ask(
        platform,
        machine,
        desired.has(machine.id) || !hasLeft(facts, machine.id),
      );
      const observed: ObservedNode = {
        id: machine.id,
        slot: machine.slot,
        machine: machine.state,
        known: machine.claimed || desired.has(machine.id),
        report: status && nodeReport(status, init),
        configuration: status ? configurationState(status, wanted, desired.has(machine.id)) : 'none',
        target: targetOf(targets, machine.id),
      };
      return { machine, status, skewMs, observed };
    }),
  );
}

async function ask(
  platform: ClusterPlatform,
  machine: MachineView,
  engine: boolean,
): Promise<Pick<SeenNode, 'status' | 'skewMs'> & { init: InitState['state'] }> {
  const silent = { status: null, init: 'none', skewMs: null } as const;
  if (machine.state !== 'running') return silent;
  try {
    const agent = await platform.agent(machine.id);
    const asked = Date.now();
    const status = await agent.status({ engine });
    const skewMs = skewOf(status, asked, Date.now());
    // Keys are in custody before a node opens: only a closed one may still have them, be it active already.
    return { status, skewMs, init: status.listener === 'closed' ? (await agent.initialization()).state : 'none' };
  } catch {
    return silent;
  }
}

/** Whether it was asked to leave, and no look since has found it a member. */
function hasLeft(facts: OperationFacts, id: string): boolean {
  const { removeAskedAt, absentSince } = facts.nodes[id] ?? NO_NODE_FACTS;
  return removeAskedAt !== null && absentSince !== null;
}

/** The time that it told was right at some moment between question and answer: none of them is a skew. */
function skewOf({ agent }: AgentStatus, asked: number, answered: number): number {
  const told = Date.parse(agent.time);
  if (told > answered) return told - answered;
  return told < asked ? told - asked : 0;
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

import type { SealType } from '../../schema/index.js';
import type { NodeReport, Observed, Step } from '../model/index.js';
import type { ProjectionContext } from './projection.js';
import { changeNode, changeReport, rereadHistory } from './projection-change.js';

/** Stands for an id that only the engine will know. */
const FUTURE_CLUSTER = 'future';

/** What a step does to a node's own engine and agent, and to custody. */
export function projectEngineStep(observed: Observed, step: Step, now: number, context: ProjectionContext): Observed {
  switch (step.type) {
    case 'configure':
      return changeNode(changeReport(observed, step.node, { enrolled: true }), step.node, (node) => ({
        ...node,
        configuration: node.configuration === 'restart' ? 'restart' : 'current',
      }));
    case 'initialize':
      return initialized(observed, step.node, context);
    case 'confirm-keys':
      return { ...observed, custody: { state: 'confirmed', clusterId: step.clusterId, seal: context.desired.seal } };
    case 'record-seal':
      return recorded(observed, step.seal);
    case 'migrate-seal':
      return startedWith(observed, step.node, step.to);
    case 'open':
    case 'restart':
    case 'start':
    case 'wake':
      return started(observed, step.node, step.type, now, context);
    case 'unseal':
      return unsealed(observed, step.node, now);
    case 'reset':
      return changeReport(observed, step.node, { ...EMPTY, process: 'stopped', listener: 'closed', admitted: false });
    case 'admit':
    case 'withdraw':
      return changeReport(observed, step.node, { admitted: step.type === 'admit' });
    case 'keep-settings':
      return { ...observed, differences: [] };
    case 'hook':
      return { ...observed, hook: { state: 'running', rollout: step.rollout } };
    case 'sweep':
      return { ...observed, nodes: observed.nodes.filter((node) => node.id !== step.node) };
    default:
      return observed;
  }
}

const EMPTY: Partial<NodeReport> = {
  healthCode: 501,
  initialized: false,
  sealed: true,
  shares: 0,
  removed: null,
  clusterId: null,
  appliedIndex: null,
  hasData: false,
};

/** Its election takes longer than the next step: nobody leads yet. */
function initialized(observed: Observed, id: string, { desired }: ProjectionContext): Observed {
  const kept: Observed = { ...observed, custody: { state: 'reply', node: id } };
  const { seal, engine } = desired;
  const data: Partial<NodeReport> = { initialized: true, hasData: true, shares: 1, sealType: seal, healthCode: 503 };
  return changeReport(kept, id, { ...data, version: engine.version });
}

function started(observed: Observed, id: string, how: Step['type'], now: number, context: ProjectionContext): Observed {
  const opened = how === 'open' ? changeReport(observed, id, { listener: 'public' }) : observed;
  const running = changeNode(changeReport(opened, id, { process: 'running' }), id, (node) => ({
    ...node,
    configuration: node.configuration === 'restart' ? 'current' : node.configuration,
  }));
  if (observed.cluster?.active === id) return rereadHistory(running);
  const data = observed.nodes.find((node) => node.id === id)?.report?.hasData;
  if (data !== true) return changeReport(running, id, { healthCode: 501 });
  if (context.desired.seal === 'shamir') return changeReport(running, id, { sealed: true, healthCode: 503 });
  const first = observed.cluster === null && observed.custody.state === 'reply';
  return first ? unsealed(running, id, now) : serving(running, id);
}

function recorded(observed: Observed, seal: SealType): Observed {
  const { custody } = observed;
  return custody.state === 'confirmed' ? { ...observed, custody: { ...custody, seal } } : observed;
}

/** Before the storage is sealed anew the node waits for shares; after it an auto-seal opens by itself. */
function startedWith(observed: Observed, id: string, seal: SealType): Observed {
  const { cluster, nodes } = observed;
  const leader = nodes.find((node) => node.id === cluster?.active);
  const migration = leader?.id === id || leader?.report?.sealType !== seal;
  const sealed = migration || seal === 'shamir';
  const configured = changeNode(observed, id, (node) => ({ ...node, configuration: 'current' }));
  const healthCode = sealed ? 503 : 429;
  const started = changeReport(configured, id, { sealType: seal, migration, sealed, healthCode });
  return cluster?.active === id ? { ...started, cluster: null } : started;
}

function unsealed(observed: Observed, id: string, now: number): Observed {
  if (observed.cluster !== null) return serving(observed, id);
  const cluster = { clusterId: clusterIdOf(observed), active: id, activeSince: now, appliedIndex: 1, membership: null };
  return changeReport(serving({ ...observed, cluster }, id), id, { healthCode: 200 });
}

function serving(observed: Observed, id: string): Observed {
  const { cluster } = observed;
  return changeReport(observed, id, {
    sealed: false,
    healthCode: 429,
    removed: false,
    clusterId: cluster?.clusterId ?? clusterIdOf(observed),
    appliedIndex: cluster?.appliedIndex ?? null,
  });
}

function clusterIdOf({ custody }: Observed): string {
  return 'clusterId' in custody ? custody.clusterId : FUTURE_CLUSTER;
}

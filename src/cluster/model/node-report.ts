import type { AgentStatus, EngineRelease, InitState, ListenerMode } from '../../schema/index.js';

/** What a node's own agent says of it. Engine facts are null while the engine does not answer. */
export interface NodeReport {
  readonly enrolled: boolean;
  readonly listener: ListenerMode;
  readonly admitted: boolean;
  readonly release: EngineRelease | null;
  readonly process: 'running' | 'stopped' | 'backing-off';
  readonly healthCode: number | null;
  readonly initialized: boolean | null;
  readonly sealed: boolean | null;
  readonly sealType: string | null;
  /** Shares in the seal configuration: 0 on a joiner until its first log is applied. Restarting it before bricks it. */
  readonly shares: number | null;
  /** Whether the engine that was asked to join has ended since. */
  readonly restarted: boolean | null;
  readonly migration: boolean | null;
  readonly removed: boolean | null;
  readonly version: string | null;
  readonly clusterId: string | null;
  readonly appliedIndex: number | null;
  /** Raft data of whatever cluster on its disk. */
  readonly hasData: boolean;
  readonly lastError: string | null;
  /** How long the newest snapshot that it took as leader took, milliseconds. */
  readonly snapshotTime: number | null;
  /** What the node knows of an initialization that it was asked for. */
  readonly init: InitState['state'];
}

/** Narrows an agent's answer to what planning needs. */
export function nodeReport(status: AgentStatus, init: InitState['state']): NodeReport {
  const { engine } = status;
  return {
    enrolled: status.enrolled,
    listener: status.listener,
    admitted: status.admitted,
    release: engine.release,
    process: engine.process,
    healthCode: engine.health_code,
    initialized: engine.initialized,
    sealed: engine.sealed,
    sealType: engine.seal_type,
    shares: engine.shares,
    restarted: engine.restarted,
    migration: engine.migration,
    removed: engine.removed,
    version: engine.version,
    clusterId: engine.cluster_id,
    appliedIndex: engine.applied_index,
    hasData: engine.has_data,
    lastError: engine.last_error,
    snapshotTime: status.snapshots?.duration_ms ?? null,
    init,
  };
}

import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { type EngineClient, EngineUnreachable, type Leader, sealAhead } from '../../engine/index.js';
import { isAlive } from '../../process/index.js';
import { type AgentStatus, digestOf } from '../../schema/index.js';
import { isEnrolled, type Node } from '../node.js';
import { startSignature, trustedOf } from '../state.js';

type EngineView = AgentStatus['engine'];
type EngineAnswers = Pick<
  EngineView,
  | 'health_code'
  | 'initialized'
  | 'sealed'
  | 'seal_type'
  | 'shares'
  | 'unseal_progress'
  | 'migration'
  | 'removed'
  | 'version'
  | 'cluster_id'
  | 'is_leader'
  | 'leader_address'
  | 'active_since'
  | 'applied_index'
>;

/** An engine that hangs must not hang the agent's answer. */
const ENGINE_DEADLINE_MS = 1_000;

const SILENT: EngineAnswers = {
  health_code: null,
  initialized: null,
  sealed: null,
  seal_type: null,
  shares: null,
  unseal_progress: null,
  migration: null,
  removed: null,
  version: null,
  cluster_id: null,
  is_leader: null,
  leader_address: null,
  active_since: null,
  applied_index: null,
};

/**
 * The node as its own agent sees it, asked anew at every call.
 *
 * @param engineToo false leaves the engine unasked: it can hang, and whoever only wants to know of the machine would wait
 */
export async function status(node: Node, engineToo = true): Promise<AgentStatus> {
  const { supervisor, memory } = node;
  const state = memory.get();
  const asked = engineToo && supervisor.process === 'running' && isEnrolled(node);
  const answers = asked ? await answersOf(node.engine.get()) : SILENT;
  return {
    identity: node.identity,
    agent: {
      version: node.version,
      pid: process.pid,
      memory_bytes: process.memoryUsage.rss(),
      time: new Date().toISOString(),
    },
    disk: diskOf(node),
    enrolled: isEnrolled(node),
    configuration: {
      digest: state.configuration && digestOf(state.configuration),
      restart_needed:
        supervisor.startedWith !== null && supervisor.startedWith !== startSignature(state, trustedOf(node.home)),
    },
    certificate: certificate(node),
    listener: state.listener,
    admitted: state.admitted,
    snapshots: node.snapshots,
    audit: node.audit.state,
    engine: {
      ...answers,
      release: state.configuration?.engine ?? null,
      process: supervisor.process,
      pid: supervisor.pid,
      restarts: supervisor.restarts,
      restarted: state.joiner !== null && !isAlive(state.joiner),
      has_data: answers.initialized ?? state.used,
      last_error: supervisor.lastError,
    },
  };
}

/** Of what is below the machine's folder all is on one disk. */
function diskOf({ home }: Node): AgentStatus['disk'] {
  const { bavail, blocks, bsize } = statfsSync(existsSync(home.data) ? home.data : home.root);
  return { free_bytes: bavail * bsize, size_bytes: blocks * bsize };
}

/** A connection that a restart broke tells nothing of the engine: then it is asked once more. One that hangs hangs on. */
async function answersOf(engine: EngineClient): Promise<EngineAnswers> {
  return await ask(engine).catch((error: unknown) => {
    const hangs = error instanceof EngineUnreachable && error.kind === 'timeout';
    return hangs ? SILENT : ask(engine).catch(() => SILENT);
  });
}

async function ask(engine: EngineClient): Promise<EngineAnswers> {
  const within = { deadlineMs: ENGINE_DEADLINE_MS };
  const [health, seal, leader] = await Promise.all([
    engine.health(within),
    engine.sealStatus(within).catch((error: unknown) => sealAhead(error) ?? Promise.reject(error)),
    engine.leader(within).catch(() => undefined),
  ]);
  if (typeof seal === 'string') return followerAhead(health.code, seal, leader);
  return {
    health_code: health.code,
    initialized: seal.initialized,
    // With recovery shares of a storage that has none any more, OpenBao calls itself sealed there, and here not.
    sealed: seal.sealed && health.body?.sealed !== false,
    seal_type: seal.type,
    shares: seal.n,
    unseal_progress: seal.progress,
    migration: seal.migration,
    removed: seal.removed_from_cluster,
    version: seal.version,
    cluster_id: seal.cluster_id ?? health.body?.cluster_id ?? null,
    is_leader: leader?.is_self ?? null,
    leader_address: leader?.leader_address || null,
    active_since: leader?.is_self ? (leader.active_time ?? null) : null,
    applied_index: leader?.raft_applied_index ?? null,
  };
}

/** Only an unsealed engine tells who leads. */
function followerAhead(code: number, seal: string, leader: Leader | undefined): EngineAnswers {
  if (leader === undefined) return SILENT;
  return {
    ...SILENT,
    health_code: code,
    initialized: true,
    sealed: false,
    seal_type: seal,
    migration: true,
    is_leader: leader.is_self,
    leader_address: leader.leader_address || null,
    applied_index: leader.raft_applied_index ?? null,
  };
}

function certificate(node: Node): AgentStatus['certificate'] {
  if (!isEnrolled(node)) return null;
  const parsed = new X509Certificate(readFileSync(node.home.tls.certificate));
  return {
    serial: parsed.serialNumber,
    not_after: new Date(parsed.validTo).toISOString(),
    failure: node.renewalFailure,
  };
}

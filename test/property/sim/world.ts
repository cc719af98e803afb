import {
  type AutopilotSettings,
  type CustodyState,
  type HookState,
  NO_FACTS,
  type OperationFacts,
  type Pause,
  PRODUCTION_AUTOPILOT,
} from '../../../src/cluster/model/index.js';
import type { EngineName } from '../../../src/schema/index.js';
import { Random } from './random.js';

/** What an image can do wrong. */
export type Defect =
  | 'none'
  | 'no-start'
  | 'no-unseal'
  | 'own-cluster'
  | 'lags'
  | 'redirects'
  | 'wrong-seal'
  | 'wrong-version';

export type SimSeal = 'transit' | 'shamir';

/** A machine with its agent and engine, as they really are. */
export interface SimNode {
  readonly id: string;
  readonly slot: string;
  readonly version: string;
  readonly defect: Defect;
  machine: 'running' | 'stopped' | 'gone';
  /** Stopped for good by us, not by misfortune. */
  retired: boolean;
  /** Until then the operator cannot reach the agent, and the platform knows nothing. */
  cutUntil: number;
  known: boolean;
  configured: boolean;
  restartNeeded: boolean;
  listener: 'closed' | 'public';
  admitted: boolean;
  process: 'running' | 'stopped';
  startedAt: number;
  /** Its engine answers nothing, and takes part in raft all the same. */
  hangs: boolean;
  /** Raft data; `index` is what it has applied. */
  data: { clusterId: string; index: number } | null;
  shares: number;
  firstLogAt: number | null;
  bricked: boolean;
  sealed: boolean;
  /** The seal that its engine was started with, and whether it is to move the storage there once it leads. */
  seal: SimSeal;
  migrating: boolean;
  /** Its configuration names, disabled, the auto-seal that is left: it cannot leave it otherwise. */
  leaves: boolean;
  /** The seal of the configuration that was delivered; its engine has it from its next start on. */
  delivered: SimSeal;
  unsealAt: number | null;
  healthySince: number | null;
  removedAt: number | null;
  sleepUntil: number;
  lagUntil: number;
  init: 'none' | 'asked' | 'replied';
  /** A Shamir joiner that was asked and is taken in when it unseals. */
  pendingJoin: boolean;
  /** A write went through it in this life of its data. */
  proven: boolean;
  target: 'healthy' | 'unhealthy' | 'draining' | 'drained';
  targetAt: number;
}

/** One entry of the true raft configuration. */
export interface SimServer {
  voter: boolean;
  /** OpenBao's durable non-voter. */
  sticky: boolean;
  promoteAsked: boolean;
  demoteAsked: boolean;
  votedAt: number;
}

/** The cluster as it really is. */
export interface SimRaft {
  readonly clusterId: string;
  readonly servers: Map<string, SimServer>;
  leader: string | null;
  leaderSince: number;
  electionAt: number | null;
  /** Goes on believing that it leads, for half a second. */
  staleLeader: string | null;
  commit: number;
  settings: AutopilotSettings;
  readonly versions: string[];
  /** What the next leader reads, where it differs. */
  storedVersions: readonly string[] | null;
  readonly resurrections: { id: string; at: number }[];
  nextAutopilot: number;
}

/** Everything outside the planner. Mutable: it is the world. */
export class World {
  now = 1_000_000;
  readonly nodes = new Map<string, SimNode>();
  raft: SimRaft | null = null;
  custody: CustodyState = { state: 'none' };
  secured = false;
  facts: OperationFacts = NO_FACTS;
  paused: Pause | null = null;
  /** The user's hook as the running operator knows it, when it ends, and what it says. */
  hook: HookState | null = null;
  hookEndsAt = 0;
  hookSays: 'yes' | 'no' = 'yes';
  inits = 0;
  /** Most nodes of one stack that voted at once: leftovers beside them make no cluster that was meant. */
  peakVoters = 0;
  lastRemoval = { id: '', at: Number.NEGATIVE_INFINITY };
  /** Machines that were down at some time: the proven dead may be taken out. */
  readonly fallen = new Set<string>();
  /** The nodes that the stack of the last deploy asks for. */
  asked: readonly string[] = [];
  /** Leadership moves since the last one that nobody of ours asked for. */
  stepDowns = 0;
  /** Whether operators check their fencing token before every change. */
  fenced = true;
  readonly violations: string[] = [];
  readonly log: string[] = [];
  readonly random: Random;
  /** What the storage is sealed by, and what the stack of the last deploy asks for. */
  seal: SimSeal;
  wantedSeal: SimSeal;

  constructor(
    readonly engine: EngineName,
    readonly founded: SimSeal,
    seed: number,
  ) {
    this.seal = founded;
    this.wantedSeal = founded;
    this.random = new Random(seed);
  }

  node(id: string): SimNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`the simulated world has no node ${id}`);
    return node;
  }

  /** Running, unsealed and able to take part. */
  serves(id: string): boolean {
    const node = this.nodes.get(id);
    return (
      node !== undefined &&
      node.machine === 'running' &&
      node.process === 'running' &&
      !node.sealed &&
      node.removedAt === null &&
      node.data?.clusterId === this.raft?.clusterId
    );
  }

  voters(): string[] {
    return [...(this.raft?.servers ?? [])].filter(([, server]) => server.voter).map(([id]) => id);
  }

  liveVoters(): string[] {
    return this.voters().filter((id) => this.serves(id));
  }

  violated(law: string, what: string): void {
    this.violations.push(`law ${law} at ${this.now}: ${what}`);
  }

  note(line: string): void {
    this.log.push(`${this.now} ${line}`);
  }
}

/** A machine that has just booted from an image. */
export function boot(world: World, id: string, version: string, defect: Defect = 'none'): SimNode {
  const node: SimNode = {
    id,
    slot: id.split('-')[0] ?? id,
    version,
    defect,
    machine: 'running',
    retired: false,
    cutUntil: 0,
    known: true,
    configured: false,
    restartNeeded: false,
    listener: 'closed',
    admitted: false,
    process: 'running',
    startedAt: world.now,
    hangs: false,
    data: null,
    shares: 0,
    firstLogAt: null,
    bricked: false,
    sealed: true,
    seal: world.wantedSeal,
    delivered: world.wantedSeal,
    migrating: false,
    leaves: false,
    unsealAt: null,
    healthySince: null,
    removedAt: null,
    sleepUntil: 0,
    lagUntil: 0,
    init: 'none',
    pendingJoin: false,
    proven: false,
    target: 'unhealthy',
    targetAt: 0,
  };
  world.nodes.set(id, node);
  return node;
}

/** A cluster of one. */
export function found(world: World, id: string): void {
  const servers = new Map([[id, { voter: true, sticky: false, promoteAsked: false, demoteAsked: false, votedAt: 0 }]]);
  world.raft = {
    clusterId: `cluster-${world.inits}`,
    servers,
    leader: null,
    leaderSince: 0,
    electionAt: world.now + 1_500,
    staleLeader: null,
    commit: 900 + world.random.below(300),
    settings: PRODUCTION_AUTOPILOT,
    versions: [],
    storedVersions: null,
    resurrections: [],
    nextAutopilot: 0,
  };
}

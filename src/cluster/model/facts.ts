import type { SealType } from '../../schema/index.js';
import type { RaftServer } from './observed.js';

/** What is remembered of one node, because no single look can show it. Instants in milliseconds since the epoch. */
export interface NodeFacts {
  /** When it was asked to join; the right to wipe data that a join of ours left behind. */
  readonly joinAskedAt: number | null;
  /** A start is tried once an operation: when it does not help, a person has to look. */
  readonly startAskedAt: number | null;
  /** The seal that it was started with, since the seal of the storage was recorded, to change that. */
  readonly sealAsked: SealType | null;
  /** The operation's first wipe. */
  readonly resetAskedAt: number | null;
  /** First look that found it a member; start of its gate deadline. */
  readonly memberSince: number | null;
  /** The last look at which it was clearly nearer to the leader than before, and how many entries it was behind. */
  readonly nearest: { readonly lag: number; readonly at: number } | null;
  /** First look of an unbroken series that found it in sync with the leader. */
  readonly inSyncSince: number | null;
  /** First look of an unbroken series in which its agent answered and its engine did not. */
  readonly silentSince: number | null;
  /** When a write through it, redirects off, succeeded. */
  readonly writeProvenAt: number | null;
  /** Why a gate turned it down; final for this node. */
  readonly gateFailure: string | null;
  readonly withdrawnAt: number | null;
  readonly promoteAskedAt: number | null;
  readonly demoteAskedAt: number | null;
  readonly removeAskedAt: number | null;
  /** First and last look of an unbroken series in which the active node's configuration lacked it. */
  readonly absentSince: number | null;
  readonly absentSeenAt: number | null;
}

/** A brake on joiners: it works while this node leads and the setting is this one. */
export interface HoldFact {
  readonly leader: string;
  readonly seconds: number;
}

/** A roll-back that was decided; it binds the plan for exactly these nodes until they are gone. */
export interface RollbackFact {
  readonly by: 'gate' | 'operator';
  readonly reason: string;
  readonly nodes: readonly string[];
}

/** An operator's word that this version may follow a newer one, because this snapshot of it is put back in the end. */
export interface ReturnFact {
  readonly by: string;
  /** Id of the snapshot. */
  readonly snapshot: string;
  readonly version: string;
  /** Whether it was put back. */
  readonly done: boolean;
}

/** A node that is recovered, in the engine's recovery mode or alone, and every other one stopped for it. */
export interface RecoveryFact {
  readonly by: string;
  readonly node: string;
  /** ISO 8601. */
  readonly since: string;
  /** Only while a lost quorum is recovered: who goes on, and without whom. */
  readonly quorum?: {
    readonly node: string;
    readonly others: readonly string[];
    readonly lost: readonly string[];
    readonly text: string;
  };
}

/**
 * The small persisted memory of operations, kept in the environment store.
 * The cluster stays the truth: losing all of this costs time (gates run again), never quorum.
 */
export interface OperationFacts {
  readonly nodes: Readonly<Record<string, NodeFacts>>;
  /**
   * The nodes of the last converged plan, less those that a scale-down after it took out: what a roll-back goes back
   * to. Null before the first.
   */
  readonly established: readonly string[] | null;
  /** Most voters that a converged plan ever had; three or more puts law 1 in force. */
  readonly peakVoters: number;
  /** The last raft configuration that an active node told; without a leader it says whom to unseal first. */
  readonly lastServers: readonly RaftServer[];
  /** What the head of the plan has been waiting for, and since when. */
  readonly waiting: { readonly key: string; readonly since: number } | null;
  readonly hold: HoldFact | null;
  /** Version (with image) that the verified pre-upgrade snapshot and the finished hook belong to. */
  readonly snapshotFor: string | null;
  /** When the last pre-upgrade snapshot was begun, and when it was there. */
  readonly snapshotTime: { readonly from: number; readonly to: number | null } | null;
  readonly hookDoneFor: string | null;
  /** What the hook of this operation turned the new nodes down for. */
  readonly hookFinding: string | null;
  /** The version whose first leadership was intended: recorded before the move that makes it so. */
  readonly noReturnIntent: string | null;
  readonly lastLeadershipMoveAt: number | null;
  readonly rollback: RollbackFact | null;
  /** The way back after the point of no return, once an operator accepted what it loses. */
  readonly returnTo: ReturnFact | null;
  /** While it is there only its own commands may change the cluster. */
  readonly recovery: RecoveryFact | null;
  /** Nodes that the operator declared lost by name (law 9). */
  readonly declaredLost: readonly string[];
  /** The cluster was destroyed on purpose: nothing protects its machines any more. */
  readonly dissolved: boolean;
  /** The environment that took the cluster over: two with the same data must never run. */
  readonly movedTo: string | null;
}

/** What is remembered of a node before anything has happened to it. */
export const NO_NODE_FACTS: NodeFacts = {
  joinAskedAt: null,
  startAskedAt: null,
  sealAsked: null,
  resetAskedAt: null,
  memberSince: null,
  nearest: null,
  inSyncSince: null,
  silentSince: null,
  writeProvenAt: null,
  gateFailure: null,
  withdrawnAt: null,
  promoteAskedAt: null,
  demoteAskedAt: null,
  removeAskedAt: null,
  absentSince: null,
  absentSeenAt: null,
};

/** The memory of an environment that has never been deployed. */
export const NO_FACTS: OperationFacts = {
  nodes: {},
  established: null,
  peakVoters: 0,
  lastServers: [],
  waiting: null,
  hold: null,
  snapshotFor: null,
  snapshotTime: null,
  hookDoneFor: null,
  hookFinding: null,
  noReturnIntent: null,
  lastLeadershipMoveAt: null,
  rollback: null,
  returnTo: null,
  recovery: null,
  declaredLost: [],
  dissolved: false,
  movedTo: null,
};

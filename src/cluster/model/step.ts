import type { SealType } from '../../schema/index.js';
import type { AutopilotSettings } from './autopilot.js';

/** What a wait waits for; the executor only looks again, the planner decides when it is over. */
export type WaitReason =
  | 'agent'
  | 'first-log'
  | 'unsealed'
  | 'leader'
  | 'live'
  | 'leader-age'
  | 'sync'
  | 'stabilization'
  | 'healthy-target'
  | 'hook'
  | 'voter'
  | 'non-voter'
  | 'drained'
  | 'leadership-spacing'
  | 'new-leader'
  | 'removal-confirmed';

/**
 * One thing to do. Every step may be run again after a crash in its middle or a lost reply:
 * it first looks whether its effect is there.
 */
export type Step =
  /** Enrols the machine if need be and delivers its runtime configuration; never restarts a running engine. */
  | { readonly type: 'configure'; readonly node: string }
  /** Records the intent, asks the agent to initialize, keeps the encrypted reply in custody; resumes anywhere between. */
  | { readonly type: 'initialize'; readonly node: string }
  /** Binds the keys in custody to the cluster that they open. */
  | { readonly type: 'confirm-keys'; readonly clusterId: string }
  /** Renders the public listener and restarts the engine, which is also when a joiner unseals fastest. */
  | { readonly type: 'open'; readonly node: string }
  /** With the root token: audit, autopilot, policies, certificate auth, operator login proven; then root revoked. */
  | { readonly type: 'secure'; readonly node: string }
  /** Makes the engine's settings what is declared, audit first: policies, logins, auth methods. */
  | { readonly type: 'keep-settings'; readonly differences: readonly string[] }
  /** Asks a closed, empty node to join; as a non-voter where the engine can. */
  | { readonly type: 'join'; readonly node: string; readonly leader: string; readonly nonVoter: boolean }
  /** Unseals with shares that need no person. */
  | { readonly type: 'unseal'; readonly node: string }
  /** Starts an engine whose process is stopped. */
  | { readonly type: 'start'; readonly node: string }
  /** Restarts the engine of the leader that answers nothing and goes on leading raft. */
  | { readonly type: 'wake'; readonly node: string }
  /** Restarts an engine in place for a configuration that it has to be started with. */
  | { readonly type: 'restart'; readonly node: string }
  /**
   * Stops the engine, wipes its data, then removes it from raft if `member`; the engine ends up stopped, or closed and empty.
   * In that order: a removed node that still runs is brought back by its own retry_join.
   */
  | { readonly type: 'reset'; readonly node: string; readonly member: boolean }
  /** Brakes joiners through the stabilization time. Seconds are whole and no more than the leader's age. */
  | { readonly type: 'hold'; readonly seconds: number; readonly leader: string }
  /** Lets held joiners become voters. */
  | { readonly type: 'release' }
  /** Sets the autopilot settings of a cluster at rest. */
  | { readonly type: 'settle'; readonly settings: AutopilotSettings }
  /** Writes through the node with redirects off: a certificate login whose token is revoked again. */
  | { readonly type: 'prove'; readonly node: string }
  /** Lets `/ready` say yes. */
  | { readonly type: 'admit'; readonly node: string }
  /** Lets `/ready` say no, so that the balancer drains it. */
  | { readonly type: 'withdraw'; readonly node: string }
  | { readonly type: 'promote'; readonly node: string }
  | { readonly type: 'demote'; readonly node: string }
  /** Takes leadership from this node, once. */
  | { readonly type: 'step-down'; readonly node: string }
  /** Removes a peer from the raft configuration; its process goes on until the removal is confirmed. */
  | { readonly type: 'remove'; readonly node: string }
  /** Stops and wipes a machine that no state knows, after its removal was confirmed. */
  | { readonly type: 'sweep'; readonly node: string }
  /** Takes the pre-upgrade snapshot and verifies it. */
  | { readonly type: 'snapshot'; readonly rollout: string }
  /** Puts a snapshot back into the cluster that it is of; the end of the way back to an older version. */
  | { readonly type: 'restore'; readonly snapshot: string }
  /** Starts the user's hook between trust gate and promotion; it goes on while the operation looks after the cluster. */
  | { readonly type: 'hook'; readonly rollout: string }
  /** Records, before it can happen, that a node of this version is about to lead. */
  | { readonly type: 'intend'; readonly version: string }
  /** Records that these nodes are to be taken out again. */
  | { readonly type: 'roll-back'; readonly nodes: readonly string[]; readonly reason: string }
  /** Starts one node with another seal; sealed it takes the shares as those of a migration until the leader has migrated. */
  | { readonly type: 'migrate-seal'; readonly node: string; readonly from: string; readonly to: SealType }
  /** Records what seals the storage, and so what the shares in custody are. */
  | { readonly type: 'record-seal'; readonly seal: SealType }
  /** Changes nothing: look again soon. */
  | { readonly type: 'wait'; readonly until: WaitReason; readonly nodes: readonly string[] };

export type StepType = Step['type'];

/** Whether running the step changes anything outside the operator's own records. */
export function isMutating(step: Step): boolean {
  return step.type !== 'wait';
}

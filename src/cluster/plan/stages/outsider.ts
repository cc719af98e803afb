import type { NodeReport } from '../../model/index.js';
import { factsOf, nodeOf, type Situation } from '../situation.js';

/** How a wanted node that is no member stands to joining. */
export type Outsider =
  | 'unreachable'
  | 'unconfigured'
  | 'stopped'
  | 'silent'
  /** Data that a join or an earlier life in this cluster left behind. */
  | 'leftover'
  /** Data that we know nothing about. */
  | 'foreign'
  /** Asked to join; with the Shamir seal it is taken in once it is unsealed. */
  | 'pending'
  | 'joining'
  | 'ready';

/** How long a join may take to show in the configuration, milliseconds. */
const JOIN_TIME = 10_000;
/** How long a joiner may take with shares that are at hand, milliseconds. */
const UNSEAL_TIME = 60_000;

/** Judges a node that is not in the configuration. */
export function outsiderState(situation: Situation, id: string): Outsider {
  const node = nodeOf(situation, id);
  const { report } = node;
  if (report === null) return 'unreachable';
  if (node.configuration === 'none' || node.configuration === 'outdated' || !report.enrolled) return 'unconfigured';
  const { joinAskedAt, removeAskedAt, startAskedAt, resetAskedAt } = factsOf(situation, id);
  if (report.process === 'stopped') return startAskedAt === null ? 'stopped' : 'silent';
  if (report.process !== 'running' || report.initialized === null) return 'silent';
  if (!report.hasData && !report.initialized) return 'ready';
  if (isPending(situation, id, report)) return 'pending';
  const recent = joinAskedAt !== null && situation.now - joinAskedAt < JOIN_TIME;
  if (recent) return 'joining';
  const ours = report.clusterId !== null && report.clusterId === situation.observed.cluster?.clusterId;
  if (resetAskedAt !== null) return 'silent';
  return ours || report.removed === true || joinAskedAt !== null || removeAskedAt !== null ? 'leftover' : 'foreign';
}

/**
 * With the Shamir seal a node that was asked to join calls itself initialized at once (Vault), and becomes a member
 * only with its shares. Where these come by themselves it does not stay so; people take the time that they need.
 */
function isPending(situation: Situation, id: string, report: NodeReport): boolean {
  const { desired, now } = situation;
  const { joinAskedAt, removeAskedAt } = factsOf(situation, id);
  if (desired.seal !== 'shamir' || joinAskedAt === null || removeAskedAt !== null) return false;
  if (report.sealed !== true || report.removed === true) return false;
  return !report.hasData || !desired.unattendedUnseal || now - joinAskedAt < UNSEAL_TIME;
}

/** Empty, configured, closed and answering: everything that can be checked before the join (law 4). */
export function isReadyToJoin(situation: Situation, id: string): boolean {
  return outsiderState(situation, id) === 'ready';
}

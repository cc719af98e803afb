import type { Capabilities } from '../capabilities/index.js';
import {
  type Desired,
  NO_NODE_FACTS,
  type NodeFacts,
  type Observed,
  type ObservedNode,
  type OperationFacts,
  type RaftServer,
} from '../model/index.js';
import { isLive } from './node-state.js';
import { wayBackOf } from './way-back.js';

/** Everything that the stages look at, derived once from what is desired and observed. */
export interface Situation {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly capabilities: Capabilities;
  readonly now: number;
  readonly facts: OperationFacts;
  /** Ids that shall be the members, in the order of their slots: the desired ones, or those a roll-back goes back to. */
  readonly wanted: readonly string[];
  /** Wanted ids that no converged plan has known yet. */
  readonly newcomers: readonly string[];
  /** What a roll-back would go back to. */
  readonly established: readonly string[];
  /** True while the cluster's first plan is under way: nobody relies on it yet. */
  readonly founding: boolean;
  /** Empty while the membership cannot be read. */
  readonly servers: readonly RaftServer[];
  readonly voters: readonly string[];
  readonly members: ReadonlySet<string>;
  readonly live: ReadonlySet<string>;
  /** Members that nobody wants, in the order of the raft configuration. */
  readonly retirees: readonly string[];
  readonly leader: string | null;
  readonly rollingBack: boolean;
  /** Why a roll-back that was decided cannot be carried out any more. */
  readonly noWayBack: string | null;
}

/** Derives the situation; pure. */
export function situationOf(desired: Desired, observed: Observed, capabilities: Capabilities, now: number): Situation {
  const { facts, cluster } = observed;
  const servers = cluster?.membership?.servers ?? [];
  const members = new Set(servers.map((server) => server.id));
  const live = new Set(observed.nodes.filter((node) => members.has(node.id) && isLive(node, observed)).map(idOf));
  const asked = desired.nodes.map(idOf);
  const founding = facts.established === null && servers.every((server) => asked.includes(server.id));
  const established = facts.established ?? (founding ? [] : presumablyEstablished(observed, servers, asked));
  const back = wayBackOf(desired, observed, established);
  const wanted = back.kind === 'open' ? back.nodes : asked;
  return {
    desired,
    observed,
    capabilities,
    now,
    facts,
    wanted,
    newcomers: wanted.filter((id) => !established.includes(id)),
    established,
    founding,
    servers,
    voters: servers.filter((server) => server.voter).map(idOf),
    members,
    live,
    retirees: servers.filter((server) => !wanted.includes(server.id)).map(idOf),
    leader: cluster?.active ?? null,
    rollingBack: back.kind === 'open',
    noWayBack: back.kind === 'closed' ? back.reason : null,
  };
}

/** What is observed of a node; a node of which nothing is known cannot be reached and is not known to be down. */
export function nodeOf(situation: Situation, id: string): ObservedNode {
  const found = situation.observed.nodes.find((node) => node.id === id);
  if (found !== undefined) return found;
  const slot = id.split('-')[0] ?? id;
  return { id, slot, machine: 'unknown', known: true, report: null, configuration: 'none', target: 'unknown' };
}

/** What is remembered of a node. */
export function factsOf(situation: Situation, id: string): NodeFacts {
  return situation.facts.nodes[id] ?? NO_NODE_FACTS;
}

/** Ids as a reader wants them in a sentence. */
export function list(ids: readonly string[]): string {
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1) ?? ''}`;
}

/** `one` for a single id, `more` for several. */
export function verb(ids: readonly string[], one: string, more: string): string {
  return ids.length === 1 ? one : more;
}

function idOf(of: { readonly id: string }): string {
  return of.id;
}

/** With nothing remembered, the voters that leave are the old cluster, and those of the wanted that already serve clients. */
function presumablyEstablished(
  observed: Observed,
  servers: readonly RaftServer[],
  asked: readonly string[],
): readonly string[] {
  const admitted = observed.nodes.filter(({ report }) => report?.admitted === true).map(idOf);
  return servers
    .filter((server) => server.voter)
    .map(idOf)
    .filter((id) => !asked.includes(id) || admitted.includes(id));
}

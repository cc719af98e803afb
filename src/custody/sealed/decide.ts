import type { InitReply, QuorateError } from '../../schema/index.js';
import type { EntryIn, SealedEntry } from './entry.js';
import { exists, foreign, lost } from './refusals.js';
import type { NodeView, ServersView } from './views.js';

/** What to do about initialization now. */
export type InitDecision =
  /** Choose a node, write the intent, decide again. `supersedes` goes into the event. */
  | { readonly action: 'intend'; readonly supersedes?: string }
  /** Ask the intent's node, or supersede an outdated intent: nothing is initialized yet. Asking again is safe. */
  | { readonly action: 'ask'; readonly node_id: string; readonly operation: string }
  /** The node was asked and has the reply: write it into the sealed store. */
  | { readonly action: 'keep'; readonly reply: InitReply }
  /** The keys are kept. Unseal if `cluster_id` is null, then confirm. */
  | { readonly action: 'confirm'; readonly cluster_id: string | null }
  /** The cluster is initialized. `known` is false when custody has no entry of it. */
  | { readonly action: 'nothing'; readonly known: boolean }
  /** Cannot be decided until more answers. */
  | { readonly action: 'wait'; readonly reason: string }
  | { readonly action: 'refuse'; readonly error: QuorateError };

/**
 * Decides what an operation does about initialization, from what custody, the servers and the named node say. Pure.
 *
 * Exactly one node is ever asked, because the intent names it before; keys are never given up silently, because an
 * entry with keys is only left behind by archiving it.
 */
export function decideInitialization(
  cluster: string,
  entry: SealedEntry | undefined,
  servers: ServersView,
  node: NodeView,
): InitDecision {
  switch (entry?.state) {
    case undefined:
    case 'archived':
      if (servers.state === 'empty') return { action: 'intend' };
      return servers.state === 'initialized' ? { action: 'nothing', known: false } : waitFor(servers.unreachable);
    case 'intent':
      return withIntent(cluster, entry, servers, node);
    case 'reply':
      return withReply(cluster, entry, servers);
    case 'confirmed':
      return withConfirmed(cluster, entry, servers);
  }
}

function withIntent(cluster: string, entry: EntryIn<'intent'>, servers: ServersView, node: NodeView): InitDecision {
  const { node_id, operation } = entry;
  switch (node.state) {
    case 'unreachable':
      return {
        action: 'wait',
        reason: `${node_id}, which may have been initialized for ${operation}, does not answer`,
      };
    case 'replied': {
      const { reply } = node;
      if (reply.operation === operation) return { action: 'keep', reply };
      return refuse(foreign(cluster, `a reply to ${operation}`, `one to ${reply.operation}`));
    }
    case 'asked':
      // Asked, but the request never reached the engine: the agent asks it now.
      return servers.state === 'empty' ? { action: 'ask', node_id, operation } : lostUnlessUnknown(entry, servers);
    case 'none':
      if (servers.state === 'empty') return { action: 'ask', node_id, operation };
      return servers.state === 'unknown'
        ? waitFor(servers.unreachable)
        : refuse(
            foreign(
              cluster,
              `servers initialized by ${operation}`,
              `${servers.nodes.join(', ')} initialized without it`,
            ),
          );
    case 'gone':
      // Whatever it was asked went with its disk, and nobody had joined it.
      return servers.state === 'empty'
        ? { action: 'intend', supersedes: operation }
        : lostUnlessUnknown(entry, servers);
  }
}

function lostUnlessUnknown(entry: EntryIn<'intent'>, servers: Exclude<ServersView, { state: 'empty' }>): InitDecision {
  return servers.state === 'unknown' ? waitFor(servers.unreachable) : refuse(lost(entry));
}

function withReply(cluster: string, entry: EntryIn<'reply'>, servers: ServersView): InitDecision {
  if (servers.state === 'empty') return refuse(exists(entry));
  if (servers.state === 'unknown') return waitFor(servers.unreachable);
  if (servers.nodes.includes(entry.node_id)) return { action: 'confirm', cluster_id: servers.cluster_id };
  return refuse(foreign(cluster, `${entry.node_id} among the initialized servers`, servers.nodes.join(', ')));
}

function withConfirmed(cluster: string, entry: EntryIn<'confirmed'>, servers: ServersView): InitDecision {
  if (servers.state === 'empty') return refuse(exists(entry));
  if (servers.state === 'unknown') return waitFor(servers.unreachable);
  // A sealed cluster does not say its id; whatever unseals with these keys is this cluster.
  if (servers.cluster_id === null || servers.cluster_id === entry.cluster_id) return { action: 'nothing', known: true };
  return refuse(foreign(cluster, `cluster ${entry.cluster_id}`, `cluster ${servers.cluster_id}`));
}

function waitFor(unreachable: readonly string[]): InitDecision {
  return { action: 'wait', reason: `these servers do not answer: ${unreachable.join(', ')}` };
}

function refuse(error: QuorateError): InitDecision {
  return { action: 'refuse', error };
}

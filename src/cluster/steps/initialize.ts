import {
  type EntryIn,
  ensureKeyPair,
  type Intent,
  initialize as initializeKeys,
  type NodeView,
  type SealedEntry,
  type ServersView,
} from '../../custody/index.js';
import { newOperationId } from '../../operation/index.js';
import { type InitReply, QuorateError } from '../../schema/index.js';
import { shareHolders } from '../keys/recipients.js';
import { observeNodes, type SeenNode } from '../observe/nodes.js';
import { membersOf } from '../spec/cluster-spec.js';
import type { StepContext } from './context.js';

/**
 * Has exactly this node initialized and its encrypted reply kept in custody, from wherever an earlier run was stopped.
 * Every recipient's key is tried before the engine is asked, because a key that it cannot use burns the cluster.
 */
export async function initialize(context: StepContext, id: string): Promise<void> {
  const { access, lock } = context;
  const outcome = await initializeKeys(access.sealed, {
    assertHeld: () => lock.assertHeld(),
    observe: (entry) => look(context, entry),
    intend: () => intend(context, id),
    withdraw: (entry) => withdraw(context, entry),
    ask: (entry) => ask(context, entry),
  });
  if (outcome.outcome === 'refused') throw outcome.error;
  if (outcome.outcome === 'wait') {
    throw new QuorateError('QRT-NODE-UNREACHABLE', `nothing is initialized while ${outcome.reason}`, 'Deploy again.');
  }
}

/** Binds the keys to the cluster they open, and lets the node forget its copy of them. */
export async function confirmKeys({ access }: StepContext, clusterId: string): Promise<void> {
  const entry = await access.sealed.apply({ event: 'confirm', cluster_id: clusterId });
  const agent = await access.platform.agent(entry.node_id);
  await agent.forgetInitialization(entry.operation);
}

async function intend(context: StepContext, id: string): Promise<Intent> {
  const { spec, access } = context;
  await access.working.check();
  const recipients = await shareHolders(spec, access.working);
  const { type, shares, threshold } = { ...spec.custody, type: spec.seal.type };
  return {
    operation: newOperationId('init'),
    node_id: id,
    seal: type,
    kind: type === 'shamir' ? 'unseal' : 'recovery',
    shares,
    threshold,
    recipients: recipients.map(({ name, fingerprint }) => ({ name, fingerprint })),
  };
}

async function ask(context: StepContext, entry: EntryIn<'intent'>): Promise<InitReply> {
  const { access, spec } = context;
  const recipients = await shareHolders(spec, access.working);
  const agent = await access.platform.agent(entry.node_id);
  return await agent.initialize({
    operation: entry.operation,
    seal: entry.seal,
    shares: entry.shares,
    threshold: entry.threshold,
    recipients: recipients.map(({ key }) => key),
    root_recipient: (await ensureKeyPair(access.working, 'bootstrap')).public,
  });
}

/** The agent answers once nothing is under way: a request of a deploy that was killed may still be carried out there. */
async function withdraw({ access }: StepContext, entry: EntryIn<'intent'>): Promise<void> {
  const agent = await access.platform.agent(entry.node_id);
  await agent.withdrawInitialization(entry.operation);
}

async function look(
  { access, spec }: StepContext,
  entry: SealedEntry | undefined,
): Promise<{ servers: ServersView; node: NodeView }> {
  const nodes = await observeNodes(access.platform, spec);
  const concerned = new Set([...membersOf(spec).map(({ machine_id }) => machine_id), entry?.node_id]);
  // Whatever has stopped, and was neither asked nor is wanted, was never initialized by us and joins nobody.
  const servers = nodes.filter(({ machine }) => machine.state !== 'stopped' || concerned.has(machine.id));
  return { servers: serversOf(servers), node: await nodeOf(nodes, access, entry) };
}

function serversOf(nodes: readonly SeenNode[]): ServersView {
  const initialized = nodes.filter(({ status }) => status?.engine.initialized === true || status?.engine.has_data);
  if (initialized.length > 0) {
    const clusterId = initialized.map(({ status }) => status?.engine.cluster_id).find((id) => id) ?? null;
    return { state: 'initialized', cluster_id: clusterId, nodes: initialized.map(({ machine }) => machine.id) };
  }
  const silent = nodes.filter((node) => node.machine.state !== 'gone' && !isEmpty(node));
  return silent.length > 0
    ? { state: 'unknown', unreachable: silent.map(({ machine }) => machine.id) }
    : { state: 'empty' };
}

/** An engine that was never configured never ran. */
function isEmpty({ status }: SeenNode): boolean {
  if (!status) return false;
  return status.engine.initialized === false || (status.configuration.digest === null && !status.engine.has_data);
}

async function nodeOf(
  nodes: readonly SeenNode[],
  access: StepContext['access'],
  entry: SealedEntry | undefined,
): Promise<NodeView> {
  const named = nodes.find(({ machine }) => machine.id === entry?.node_id);
  if (!named) return { state: 'gone' };
  if (!named.status) return { state: 'unreachable' };
  return await (await access.platform.agent(named.machine.id)).initialization();
}

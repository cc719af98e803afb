import { destroyCommand } from '../../../schema/index.js';
import type { ObservedNode } from '../../model/index.js';
import { type Decision, held, refused, type Stage, step, together, waitFor } from '../decision.js';
import { factsOf, list, nodeOf, type Situation } from '../situation.js';

/** From empty machines to one initialized node: exactly one, ever (law 8). */
export const initialize: Stage = (situation) => {
  const { custody, cluster } = situation.observed;
  if (cluster !== null && custody.state === 'none') return unknownKeys(list([cluster.active]));
  if (custody.state === 'none') return chooseInitializer(situation);
  if (custody.state === 'intent') return resumeInitializer(situation, custody.node);
  return null;
};

/** @param spared the node of an intent that is given up: it was asked, and its engine is known to be empty */
function chooseInitializer(situation: Situation, spared?: string): Decision | null {
  const nodes = situation.wanted.map((id) => nodeOf(situation, id));
  const used = situation.observed.nodes.filter(
    ({ id, report }) => id !== spared && (report?.hasData === true || report?.initialized === true),
  );
  if (used.length > 0) return unknownKeys(list(used.map(({ id }) => id)));
  const away = nodes.filter((node) => node.report === null).map(({ id }) => id);
  if (away.length > 0) return awaitAgents(situation, away);
  const prepared = prepare(situation, nodes);
  if (prepared !== null) return prepared;
  const first = nodes[0];
  if (first === undefined) return null;
  const reason = `${first.id} is the lowest slot and every node is empty, configured and closed`;
  return step('initialize', { type: 'initialize', node: first.id }, reason);
}

/** Configures and starts empty nodes; null once every one of them answers. */
export function prepare(situation: Situation, nodes: readonly ObservedNode[]): Decision | null {
  const configure = nodes.filter((node) => node.configuration !== 'current' || node.report?.enrolled !== true);
  const ids = configure.map(({ id }) => id);
  const configured = together('preflight', ids, (node) => ({ type: 'configure', node }), configureReason);
  if (configured !== null) return configured;
  const stopped = nodes
    .filter(({ id, report }) => report?.process === 'stopped' && factsOf(situation, id).startAskedAt === null)
    .map(({ id }) => id);
  const started = together('preflight', stopped, (node) => ({ type: 'start', node }), startReason);
  if (started !== null) return started;
  const silent = nodes.filter(({ report }) => report?.process !== 'running' || report.initialized === null);
  return silent.length === 0
    ? null
    : awaitAgents(
        situation,
        silent.map(({ id }) => id),
      );
}

function configureReason(node: string): string {
  return `${node} has to know its peers and its seal before its engine is used`;
}

function startReason(node: string): string {
  return `the engine of ${node} is stopped`;
}

function resumeInitializer(situation: Situation, id: string): Decision | null {
  const node = nodeOf(situation, id);
  const { report } = node;
  const others = situation.observed.nodes.filter((other) => other.id !== id && other.report?.hasData === true);
  if (node.machine === 'gone') {
    // Whatever it was asked went with its disk, and nobody had joined it.
    return others.length === 0 ? chooseInitializer(situation) : initLost(situation, id, 'its machine is gone');
  }
  if (others.length > 0) return unknownKeys(list(others.map((other) => other.id)));
  const isWanted = situation.wanted.includes(id);
  if (node.machine === 'stopped' && !isWanted)
    return initLost(situation, id, 'its machine has stopped and is no longer wanted');
  if (report === null) return awaitAgents(situation, [id]);
  if (report.init === 'replied') {
    return step('initialize', { type: 'initialize', node: id }, `the encrypted keys wait on ${id} to be kept`);
  }
  if (report.initialized === true)
    return initLost(situation, id, 'its engine is initialized and the reply was never kept');
  if (!isWanted) return giveUp(situation, node);
  const prepared = prepare(situation, [node]);
  if (prepared !== null) return prepared;
  return step('initialize', { type: 'initialize', node: id }, `${id} is the node of the recorded intent`);
}

/** An intent for a node that nobody wants any more passes to another, once its own is known to be empty. */
function giveUp(situation: Situation, { id, report }: ObservedNode): Decision | null {
  const isEmpty = report?.initialized === false || report?.hasData === false;
  return isEmpty ? chooseInitializer(situation, id) : awaitAgents(situation, [id]);
}

function awaitAgents(situation: Situation, nodes: readonly string[]): Decision {
  return waitFor(situation, {
    phase: 'preflight',
    until: 'agent',
    nodes,
    reason: `no answer from ${list(nodes)}, which is needed before anything is initialized: it could be initialized already`,
    late: () =>
      held(
        'QRT-NODE-UNREACHABLE',
        `No answer from ${list(nodes)}, and a cluster is initialized only when every node is known to be empty.`,
        'Look at its agent and engine log, or replace the machine, then deploy again.',
      ),
  });
}

function initLost({ desired: { environment } }: Situation, id: string, why: string): Decision {
  return refused(
    'QRT-INIT-LOST',
    `${id} was asked to initialize and ${why}: its keys may exist without anybody having them.`,
    `Nothing is initialized a second time. Nothing was stored in this cluster yet: ${destroyCommand(environment)}, then deploy again.`,
  );
}

function unknownKeys(nodes: string): Decision {
  return refused(
    'QRT-FOREIGN-DATA',
    `Data of a cluster is on ${nodes}, but custody knows no keys for it: expected empty nodes.`,
    'Point the environment at the store that has its keys, or replace the machines.',
  );
}

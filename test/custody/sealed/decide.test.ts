import { expect, test } from 'vitest';
import { decideInitialization, type NodeView, type SealedEntry, type ServersView } from '../../../src/custody/index.js';
import { transition } from '../../../src/custody/sealed/transition.js';
import { CLUSTER_ID, intent, reply } from '../support/initialization.js';

const now = '2030-01-01T00:00:00.000Z';
const intended = transition('vault', undefined, { event: 'intend', intent }, now);
const replied = transition('vault', intended, { event: 'reply', reply }, now);
const confirmed = transition('vault', replied, { event: 'confirm', cluster_id: CLUSTER_ID }, now);
const archived = transition('vault', confirmed, { event: 'archive', reason: 'destroyed' }, now);

const servers = {
  empty: { state: 'empty' },
  ours: { state: 'initialized', cluster_id: CLUSTER_ID, nodes: [intent.node_id] },
  sealed: { state: 'initialized', cluster_id: null, nodes: [intent.node_id] },
  others: { state: 'initialized', cluster_id: 'other', nodes: ['b-99999999'] },
  unknown: { state: 'unknown', unreachable: ['c-1a2b3c4d'] },
} satisfies Record<string, ServersView>;

const nodes = {
  none: { state: 'none' },
  asked: { state: 'asked', operation: intent.operation },
  replied: { state: 'replied', reply },
  stranger: { state: 'replied', reply: { ...reply, operation: 'deploy-0' } },
  gone: { state: 'gone' },
  unreachable: { state: 'unreachable' },
} satisfies Record<string, NodeView>;

/** What is decided: an action, or the code of a refusal. */
function decided(entry: SealedEntry | undefined, view: keyof typeof servers, node: keyof typeof nodes): string {
  const decision = decideInitialization('vault', entry, servers[view], nodes[node]);
  return decision.action === 'refuse' ? decision.error.code : decision.action;
}

const views = ['empty', 'ours', 'sealed', 'others', 'unknown'] as const;

test.each([
  ['no entry', undefined, ['intend', 'nothing', 'nothing', 'nothing', 'wait']],
  ['an archived entry', archived, ['intend', 'nothing', 'nothing', 'nothing', 'wait']],
  ['a reply', replied, ['QRT-INIT-EXISTS', 'confirm', 'confirm', 'QRT-INIT-FOREIGN', 'wait']],
  ['a confirmed cluster', confirmed, ['QRT-INIT-EXISTS', 'nothing', 'nothing', 'QRT-INIT-FOREIGN', 'wait']],
] as const)('with %s it is the servers that decide, whatever the node says', (_, entry, expected) => {
  for (const node of Object.keys(nodes) as (keyof typeof nodes)[]) {
    expect(views.map((view) => decided(entry, view, node))).toEqual(expected);
  }
});

test.each([
  ['none', ['ask', 'QRT-INIT-FOREIGN', 'QRT-INIT-FOREIGN', 'QRT-INIT-FOREIGN', 'wait']],
  ['asked', ['ask', 'QRT-INIT-LOST', 'QRT-INIT-LOST', 'QRT-INIT-LOST', 'wait']],
  ['replied', ['keep', 'keep', 'keep', 'keep', 'keep']],
  ['stranger', Array(5).fill('QRT-INIT-FOREIGN')],
  ['gone', ['intend', 'QRT-INIT-LOST', 'QRT-INIT-LOST', 'QRT-INIT-LOST', 'wait']],
  ['unreachable', Array(5).fill('wait')],
] as const)('with an intent and a node that says %s', (node, expected) => {
  expect(views.map((view) => decided(intended, view, node))).toEqual(expected);
});

test('only the intent’s own node is ever asked, and an abandoned intent is named', () => {
  expect(decideInitialization('vault', intended, servers.empty, nodes.none)).toEqual({
    action: 'ask',
    node_id: intent.node_id,
    operation: intent.operation,
  });
  expect(decideInitialization('vault', intended, servers.empty, nodes.gone)).toEqual({
    action: 'intend',
    supersedes: intent.operation,
  });
});

test('a sealed cluster is unsealed before it is confirmed', () => {
  expect(decideInitialization('vault', replied, servers.sealed, nodes.none)).toEqual({
    action: 'confirm',
    cluster_id: null,
  });
});

test('every refusal says what was expected, what was received and what to do', () => {
  for (const [entry, view, node] of [
    [confirmed, 'empty', 'none'],
    [replied, 'empty', 'none'],
    [confirmed, 'others', 'none'],
    [intended, 'ours', 'asked'],
  ] as const) {
    const decision = decideInitialization('vault', entry, servers[view], nodes[node]);
    if (decision.action !== 'refuse') throw new Error(`not refused: ${decision.action}`);
    expect(decision.error.message).toContain('vault');
    expect(decision.error.cure).toMatch(/Nothing was (changed|initialized)/);
    expect(decision.error.toString()).not.toContain('share-1');
  }
  expect(decideInitialization('vault', confirmed, servers.empty, nodes.none)).toMatchObject({
    error: {
      message: expect.stringMatching(/sealed store already holds a confirmed cluster .* while the servers are empty/),
    },
  });
});

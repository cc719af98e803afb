import { expect, test } from 'vitest';
import { type InitializationEffects, type Intent, initialize, SealedStore } from '../../../src/custody/index.js';
import type { InitState } from '../../../src/schema/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';
import { CLUSTER_ID, intent, reply } from '../support/initialization.js';

const OTHERS: Partial<Intent> = { recipients: [{ name: 'four', fingerprint: '04' }] };

/** A deploy that comes after one whose intent was kept and that was killed then. */
async function afterIntent(wanted: Partial<Intent>, meanwhile: 'nothing' | 'initialized' = 'nothing') {
  const sealed = new SealedStore(new MemoryStore(), 'vault');
  await sealed.apply({ event: 'intend', intent });
  const effects: string[] = [];
  let node: InitState = { state: 'asked', operation: intent.operation };
  const world: InitializationEffects = {
    assertHeld: async () => undefined,
    observe: async () =>
      node.state === 'replied'
        ? { servers: { state: 'initialized', cluster_id: CLUSTER_ID, nodes: [node.reply.node_id] }, node }
        : { servers: { state: 'empty' }, node },
    intend: async () => ({ ...intent, ...wanted, operation: 'deploy-2' }),
    withdraw: async ({ node_id }) => {
      effects.push(`withdraw from ${node_id}`);
      // Its request was still under way, and is carried out before the agent answers this one.
      node = meanwhile === 'initialized' ? { state: 'replied', reply } : { state: 'none' };
    },
    ask: async ({ node_id, operation, kind }) => {
      effects.push(`ask ${node_id}`);
      const answer = { ...reply, node_id, operation, kind };
      node = { state: 'replied', reply: answer };
      return answer;
    },
  };
  return { effects, sealed, outcome: await initialize(sealed, world) };
}

test('an intent that is still wanted is carried out under its own operation', async () => {
  const { effects, sealed } = await afterIntent({});
  expect(effects).toEqual(['ask a-1a2b3c4d']);
  expect(await sealed.read()).toMatchObject({ state: 'reply', operation: intent.operation });
});

test.each<[string, Partial<Intent>]>([
  ['holders', OTHERS],
  ['a number of shares', { shares: 3, threshold: 3 }],
  ['a seal', { seal: 'shamir', kind: 'unseal' }],
  ['a node', { node_id: 'b-1a2b3c4d' }],
])('an intent for other %s is withdrawn from its node and superseded, never carried out', async (_, wanted) => {
  const { effects, sealed } = await afterIntent(wanted);
  expect(effects).toEqual(['withdraw from a-1a2b3c4d', `ask ${wanted.node_id ?? 'a-1a2b3c4d'}`]);
  expect(await sealed.read()).toMatchObject({ state: 'reply', operation: 'deploy-2', ...wanted });
});

test('what was carried out before it could be withdrawn counts: its keys are kept, and nothing is asked', async () => {
  const { effects, sealed, outcome } = await afterIntent(OTHERS, 'initialized');
  expect(outcome).toMatchObject({ outcome: 'replied' });
  expect(effects).toEqual(['withdraw from a-1a2b3c4d']);
  expect(await sealed.read()).toMatchObject({
    state: 'reply',
    operation: intent.operation,
    recipients: intent.recipients,
  });
});

test('the names of holders do not matter, their keys do', async () => {
  const recipients = intent.recipients.map(({ fingerprint }) => ({ name: 'renamed', fingerprint }));
  expect((await afterIntent({ recipients })).effects).toEqual(['ask a-1a2b3c4d']);
});

import { expect, test } from 'vitest';
import type { InitializationOutcome } from '../../../src/custody/index.js';
import { CLUSTER_ID, reply } from '../support/initialization.js';
import { Crash, World } from '../support/world.js';

const EFFECTS = [
  'store: intent',
  'node: asked',
  'engine: initialized',
  'node: replied',
  'store: reply',
  'store: confirmed',
  'store: confirmed',
];
/** The one effect after which keys may exist that nobody has. */
const LOST = EFFECTS.indexOf('engine: initialized') + 1;

/** Deploys again and again, as an operator does, until nothing is killed any more. */
async function deployUntilDone(world: World): Promise<InitializationOutcome> {
  for (;;) {
    try {
      return await world.deploy();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

async function expectVerified(world: World): Promise<void> {
  expect(await world.sealed.read()).toMatchObject({
    state: 'confirmed',
    cluster_id: CLUSTER_ID,
    messages: reply.shares,
    root_token: null,
  });
  expect(world.initializations).toBe(1);
}

test('an undisturbed initialization has these durable effects, in this order', async () => {
  const world = new World(new Set());
  expect(await world.deploy()).toMatchObject({ outcome: 'replied', cluster_id: CLUSTER_ID });
  expect(world.effects).toEqual(EFFECTS);
  await expectVerified(world);
  const before = world.effects.length;
  expect(await world.deploy()).toMatchObject({ outcome: 'nothing', entry: { cluster_id: CLUSTER_ID } });
  expect(world.effects).toHaveLength(before);
});

const moments = EFFECTS.map((effect, index) => ({ effect, death: index + 1 }));

test.each(moments.filter(({ death }) => death !== LOST))(
  'killed right after "$effect" ($death), the next deploy ends with the same keys and one initialization',
  async ({ death }) => {
    const world = new World(new Set([death]));
    await deployUntilDone(world);
    await expectVerified(world);
  },
);

test('killed any two times, but not between the engine and the node’s disk, it ends the same', async () => {
  for (const { death: first } of moments) {
    for (let second = first + 1; second <= EFFECTS.length + 2; second += 1) {
      const world = new World(new Set([first, second]));
      const outcome = await deployUntilDone(world);
      const died = [first, second].map((death) => world.effects[death - 1]);
      if (died.includes('engine: initialized')) expect(outcome).toMatchObject({ outcome: 'refused' });
      else await expectVerified(world);
      expect(world.initializations).toBeLessThanOrEqual(1);
    }
  }
});

test('killed between the engine’s reply and the node’s disk, the keys are lost: it is said, again and again, and nothing is initialized again', async () => {
  const world = new World(new Set([LOST]));
  for (const _ of [1, 2, 3]) {
    expect(await deployUntilDone(world)).toMatchObject({ outcome: 'refused', error: { code: 'QRT-INIT-LOST' } });
  }
  expect(world.initializations).toBe(1);
  expect(await world.sealed.read()).toMatchObject({ state: 'intent' });
});

import { expect, test } from 'vitest';
import { type ClusterPlatform, NO_FACTS, NO_NODE_FACTS, type NodeFacts } from '../../../src/cluster/index.js';
import { observeNodes } from '../../../src/cluster/observe/nodes.js';
import { spec, THREE } from '../spec/example.js';
import { look } from '../status/look.js';

const [NODE] = look().nodes;
if (!NODE?.status) throw new Error('the look has no node');
const { machine, status } = NODE;

/** A platform of this one machine, whose agent says `changes`; `asked` hears how it was asked. */
function platformOf(changes: () => object, asked: (options?: { engine?: boolean }) => void = () => undefined) {
  const answer = () => ({
    ...status,
    listener: 'public',
    configuration: { digest: null, restart_needed: false },
    ...changes(),
  });
  return {
    machines: async () => [machine],
    targets: async () => new Map(),
    agent: async () => ({
      status: async (options?: { engine?: boolean }) => {
        asked(options);
        return answer();
      },
    }),
  } as unknown as ClusterPlatform;
}

/** The skew of a node whose agent's clock differs by so much. */
async function skewOf(differenceMs: number): Promise<number | null> {
  const platform = platformOf(() => ({ agent: { time: new Date(Date.now() + differenceMs).toISOString() } }));
  return (await observeNodes(platform, spec(THREE)))[0]?.skewMs ?? null;
}

/** Whether the engine is asked of a node of which this is remembered. */
async function isEngineAsked(remembered: Partial<NodeFacts>, wanted: readonly string[] = []): Promise<boolean> {
  const asked: unknown[] = [];
  const platform = platformOf(
    () => ({ agent: { time: new Date().toISOString() } }),
    (options) => asked.push(options?.engine),
  );
  const facts = { ...NO_FACTS, nodes: { [machine.id]: { ...NO_NODE_FACTS, ...remembered } } };
  await observeNodes(platform, spec(wanted), facts);
  return asked[0] === true;
}

test('a clock that tells a moment between question and answer is right', async () => {
  expect(await skewOf(0)).toBe(0);
});

test('a clock that is ahead or behind is so by as much as the way of the answer lets us tell', async () => {
  const [ahead, behind] = [await skewOf(60_000), await skewOf(-60_000)];
  expect(Math.round((ahead ?? 0) / 1_000)).toBe(60);
  expect(Math.round((behind ?? 0) / 1_000)).toBe(-60);
});

test('an engine that was taken out and closes itself is not waited for, unless it is wanted again', async () => {
  const left = { removeAskedAt: 1, absentSince: 2 };
  expect(await isEngineAsked(left)).toBe(false);
  expect(await isEngineAsked(left, [machine.id])).toBe(true);
});

test('an engine whose removal was asked for, or that never was a member, is asked', async () => {
  expect(await isEngineAsked({ removeAskedAt: 1 })).toBe(true);
  expect(await isEngineAsked({ absentSince: 2 })).toBe(true);
});

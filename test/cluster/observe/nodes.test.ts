import { expect, test } from 'vitest';
import type { ClusterPlatform } from '../../../src/cluster/index.js';
import { observeNodes } from '../../../src/cluster/observe/nodes.js';
import { spec, THREE } from '../spec/example.js';
import { look } from '../status/look.js';

/** The skew of a node whose agent's clock differs by so much. */
async function skewOf(differenceMs: number): Promise<number | null> {
  const [node] = look().nodes;
  if (!node?.status) throw new Error('the look has no node');
  const status = () => ({
    ...node.status,
    listener: 'public',
    configuration: { digest: null, restart_needed: false },
    agent: { time: new Date(Date.now() + differenceMs).toISOString() },
  });
  const platform = {
    machines: async () => [node.machine],
    targets: async () => new Map(),
    agent: async () => ({ status: async () => status() }),
  } as unknown as ClusterPlatform;
  return (await observeNodes(platform, spec(THREE)))[0]?.skewMs ?? null;
}

test('a clock that tells a moment between question and answer is right', async () => {
  expect(await skewOf(0)).toBe(0);
});

test('a clock that is ahead or behind is so by as much as the way of the answer lets us tell', async () => {
  const [ahead, behind] = [await skewOf(60_000), await skewOf(-60_000)];
  expect(Math.round((ahead ?? 0) / 1_000)).toBe(60);
  expect(Math.round((behind ?? 0) / 1_000)).toBe(-60);
});

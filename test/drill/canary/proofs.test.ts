import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Proofs } from '../../../src/drill/canary/proofs.js';
import type { Probe } from '../../../src/drill/index.js';
import type { EngineClient } from '../../../src/engine/index.js';

const PATIENCE_MS = 300;
const NOBODY = {} as EngineClient;

/** Proofs of so many writes, each looked for in this way. */
function proofsOf(writes: number, prove: (number: number) => Promise<boolean | undefined>): Proofs<null> {
  const probe: Probe<null> = { proveAfterMs: null, write: async () => null, prove: (_, number) => prove(number) };
  const proofs = new Proofs(probe, NOBODY, { deadlineMs: 1_000 });
  for (let number = 1; number <= writes; number += 1) proofs.add(number, null);
  return proofs;
}

test('a cluster that answers late is waited for as long as verdicts come', async () => {
  const writes = 200;
  const proofs = proofsOf(writes, async (number) => {
    await delay(50);
    return number !== 7;
  });
  const began = performance.now();
  await proofs.proveAll(PATIENCE_MS);
  expect(performance.now() - began).toBeGreaterThan(PATIENCE_MS);
  const verdicts = Array.from({ length: writes }, (_, index) => proofs.of(index + 1));
  expect(verdicts.filter((verdict) => verdict === 'kept')).toHaveLength(writes - 1);
  expect(proofs.of(7)).toBe('lost');
});

test('what fails at first is asked again', async () => {
  const asked: number[] = [];
  const proofs = proofsOf(1, async (number) => {
    asked.push(number);
    if (asked.length < 3) throw new Error('no leader');
    return true;
  });
  await proofs.proveAll(PATIENCE_MS);
  expect([proofs.of(1), asked.length]).toEqual(['kept', 3]);
});

test('a cluster that answers nothing is given up, however many writes are unproven', async () => {
  const proofs = proofsOf(5_000, async () => {
    await delay(50);
    throw new Error('no answer');
  });
  const began = performance.now();
  await proofs.proveAll(PATIENCE_MS);
  expect(performance.now() - began).toBeLessThan(20 * PATIENCE_MS);
  expect(proofs.of(1)).toBe('unknown');
});

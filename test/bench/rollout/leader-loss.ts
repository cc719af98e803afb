import { setTimeout as delay } from 'node:timers/promises';
import { Lab } from '../../e2e/support/lab.js';
import { killMachine } from '../../e2e/support/machines.js';
import type { Figure } from '../measure.js';
import { gapsOf, KINDS, NAMES, whileWriting } from './writing.js';

const BEFORE_MS = 500;
const AFTER_MS = 10_000;

/** The write gap when the leader's machine dies, agent and engine at once; a deploy repairs it before the next time. */
export async function benchLeaderLoss(runs: number): Promise<Figure[]> {
  const lab = Lab.create({ label: 'bench' });
  try {
    await lab.deploy();
    const gaps: ReturnType<typeof gapsOf>[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { leader } = await lab.status();
      if (leader === null) throw new Error('nobody leads');
      const written = await whileWriting(lab, async (access) => {
        await delay(BEFORE_MS);
        await killMachine(access, leader);
        await delay(AFTER_MS);
      });
      gaps.push(gapsOf(written));
      await lab.deploy();
    }
    return KINDS.map((writer) => ({
      name: `write gap when the leader is killed, ${NAMES[writer]}`,
      unit: 's' as const,
      target: null,
      samples: gaps.map((gap) => gap[writer]),
    }));
  } finally {
    await lab.remove();
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { Lab } from '../../e2e/support/lab.js';
import type { LabAccess } from '../../e2e/support/lab-access.js';
import { until } from '../../engine/support/until.js';
import type { Figure } from '../measure.js';
import { gapsOf, KINDS, NAMES, whileWriting } from './writing.js';

/** A node that stepped down sleeps for ten seconds: a move within that time measures the sleep. */
const SPACING_MS = 10_500;
const BEFORE_MS = 500;
const AFTER_MS = 8_000;

/** The write gap of planned leadership moves alone, as clients behind the balancer see it. */
export async function benchLeadership(moves: number): Promise<Figure[]> {
  const lab = Lab.create({ label: 'bench' });
  try {
    await lab.deploy();
    const instants: number[] = [];
    const written = await whileWriting(lab, async (access) => {
      for (let move = 0; move < moves; move += 1) {
        await delay(move === 0 ? BEFORE_MS : SPACING_MS);
        instants.push(Date.now());
        await stepDown(access);
      }
      await delay(AFTER_MS);
    });
    const gaps = instants.map((at) => gapsOf(written, at - BEFORE_MS, at + AFTER_MS));
    return KINDS.map((writer) => ({
      name: `write gap of a planned leadership move, ${NAMES[writer]}`,
      unit: 's' as const,
      target: 0.6,
      samples: gaps.map((gap) => gap[writer]),
    }));
  } finally {
    await lab.remove();
  }
}

/** Asks the leader to step down and returns when another leads. */
async function stepDown(access: LabAccess): Promise<void> {
  const { leader, nodes } = await access.lab.status();
  const address = nodes.find(({ id }) => id === leader)?.address;
  if (address === undefined) throw new Error(`nobody leads: ${JSON.stringify(nodes)}`);
  await (await access.cluster.logins.as('operator', address)).stepDown();
  const others = nodes.filter(({ id }) => id !== leader).map((node) => node.address);
  await until('another node leads', async () => {
    const codes = await Promise.all(others.map((other) => access.health(other)));
    return codes.includes(200) || { not: codes };
  });
}

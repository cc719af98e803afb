import { setTimeout as delay } from 'node:timers/promises';
import { Lab } from '../../e2e/support/lab.js';
import { lastReport } from '../../e2e/support/last-report.js';
import type { Figure } from '../measure.js';
import { gapsOf, KINDS, NAMES, whileWriting } from './writing.js';

/** Joiners are held back only by a leader that has led for a while: no cluster in use is as young as one of a moment ago. */
const SETTLED_MS = 15_000;
const VERSIONS = ['1.19.0', '1.21.0', '1.21.1'] as const;

/** Whole upgrades by plain deploy: on each lab one with no client but the deploy's own, and one while three write. */
export async function benchUpgrades(nodes: 3 | 5, labs: number): Promise<Figure[]> {
  const alone: Measured[] = [];
  const beside: Measured[] = [];
  const gaps: ReturnType<typeof gapsOf>[] = [];
  for (let run = 0; run < labs; run += 1) {
    const lab = Lab.create({ label: 'bench', variables: { QUORATE_LAB_NODES: String(nodes) } });
    try {
      await warm(lab);
      alone.push(await upgrade(lab, VERSIONS[1]));
      const written = await whileWriting(lab, async () => void beside.push(await upgrade(lab, VERSIONS[2])));
      gaps.push(gapsOf(written));
    } finally {
      await lab.remove();
    }
  }
  const name = `upgrade of ${nodes} nodes`;
  const figure = (what: string, target: number | null, samples: readonly number[]): Figure => ({
    name: `${name}, ${what}`,
    unit: 's',
    target,
    samples,
  });
  const deploys = (of: readonly Measured[]) => of.map(({ deploy }) => deploy);
  return [
    figure('cdktf deploy with warm images', nodes === 3 ? 25 : 40, deploys(alone)),
    figure(
      'the convergence in it',
      null,
      alone.map(({ convergence }) => convergence),
    ),
    figure(
      'write gap that it reports itself',
      0.6,
      alone.map(({ gap }) => gap),
    ),
    figure('cdktf deploy while three clients write', null, deploys(beside)),
    ...KINDS.map((writer) =>
      figure(
        `write gap, ${NAMES[writer]}`,
        0.6,
        gaps.map((gap) => gap[writer]),
      ),
    ),
  ];
}

/** Seconds of one upgrade. */
interface Measured {
  readonly deploy: number;
  readonly convergence: number;
  readonly gap: number;
}

async function upgrade(lab: Lab, version: string): Promise<Measured> {
  await delay(SETTLED_MS);
  const start = performance.now();
  await lab.deploy({ QUORATE_LAB_ENGINE: `vault@${version}` });
  const deploy = (performance.now() - start) / 1000;
  const { from, to, canary } = lastReport(lab).report;
  return { deploy, convergence: (to - from) / 1000, gap: (canary?.gap?.ms ?? Number.NaN) / 1000 };
}

/** Deploys the oldest version, with the images of the others baked already. */
async function warm(lab: Lab): Promise<void> {
  for (const version of VERSIONS.toReversed()) {
    await lab.deploy({ QUORATE_LAB_ENGINE: `vault@${version}` });
    if (version === VERSIONS[0]) return;
    await lab.cdktf(['destroy', lab.environment, '--auto-approve']);
  }
}

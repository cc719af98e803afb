import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rolloutReportSchema } from '../../../src/drill/index.js';
import { Lab } from '../../e2e/support/lab.js';
import type { Figure } from '../measure.js';
import { gapsOf, KINDS, NAMES, whileWriting } from './writing.js';

const VERSIONS = ['1.19.0', '1.21.0', '1.21.1'] as const;

/** Whole upgrades by plain deploy, two on each lab, while clients write. */
export async function benchUpgrades(nodes: 3 | 5, labs: number): Promise<Figure[]> {
  const deploys: number[] = [];
  const convergences: number[] = [];
  const gaps: ReturnType<typeof gapsOf>[] = [];
  for (let run = 0; run < labs; run += 1) {
    const lab = Lab.create({ label: 'bench', variables: { QUORATE_LAB_NODES: String(nodes) } });
    try {
      await warm(lab);
      for (const version of VERSIONS.slice(1)) {
        const written = await whileWriting(lab, async () => {
          const start = performance.now();
          await lab.deploy({ QUORATE_LAB_ENGINE: `vault@${version}` });
          deploys.push((performance.now() - start) / 1000);
        });
        gaps.push(gapsOf(written));
        convergences.push(lastConvergence(lab));
      }
    } finally {
      await lab.remove();
    }
  }
  const name = `upgrade of ${nodes} nodes`;
  return [
    { name: `${name}, cdktf deploy with warm images`, unit: 's', target: nodes === 3 ? 25 : 40, samples: deploys },
    { name: `${name}, the convergence in it`, unit: 's', target: null, samples: convergences },
    ...KINDS.map((writer) => ({
      name: `${name}, write gap, ${NAMES[writer]}`,
      unit: 's' as const,
      target: 0.6,
      samples: gaps.map((gap) => gap[writer]),
    })),
  ];
}

/** Deploys the oldest version, with the images of the others baked already. */
async function warm(lab: Lab): Promise<void> {
  for (const version of VERSIONS.toReversed()) {
    await lab.deploy({ QUORATE_LAB_ENGINE: `vault@${version}` });
    if (version === VERSIONS[0]) return;
    await lab.cdktf(['destroy', lab.environment, '--auto-approve']);
  }
}

function lastConvergence(lab: Lab): number {
  const folder = path.join(lab.store, 'reports');
  const last = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => rolloutReportSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))))
    .sort((a, b) => a.to - b.to)
    .at(-1);
  return last ? (last.to - last.from) / 1000 : Number.NaN;
}

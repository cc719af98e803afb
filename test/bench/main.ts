import { benchAws } from './aws.js';
import { benchBalancer } from './balancer.js';
import { benchHundredMegabytes } from './hundred-megabytes.js';
import { benchImages, benchMachines } from './machines.js';
import { benchMainJob, type MainJobFigure } from './main-job.js';
import { describe } from './measure.js';
import { benchReview } from './review.js';
import { benchLeaderLoss } from './rollout/leader-loss.js';
import { benchLeadership } from './rollout/leadership.js';
import { benchUpgrades } from './rollout/upgrade.js';

type Bench = (runs: number) => Promise<readonly MainJobFigure[]> | readonly MainJobFigure[];

const BENCHES: Readonly<Record<string, Bench>> = {
  'main-job': benchMainJob,
  images: benchImages,
  machines: benchMachines,
  leadership: (runs) => benchLeadership(4 * runs),
  'upgrade-3': (runs) => benchUpgrades(3, runs),
  'upgrade-5': (runs) => benchUpgrades(5, runs),
  'leader-loss': benchLeaderLoss,
  'hundred-megabytes': benchHundredMegabytes,
  balancer: async () => {
    process.stdout.write(`${await benchBalancer()}\n`);
    return [];
  },
  aws: benchAws,
  review: benchReview,
};

/** `npm run bench [RUNS] [NAME…]`: figures as medians, with ratios against something on the same machine. Never fails on a timing. */
const [first = '5', ...named] = process.argv.slice(2);
const runs = /^\d+$/.test(first) ? Number(first) : 5;
const names = runs.toString() === first ? named : [first, ...named];
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0 || runs < 1) {
  const expected = `expected a number of runs from 1 on, then any of ${Object.keys(BENCHES).join(', ')}`;
  process.stderr.write(`npm run bench: ${expected}; received ${process.argv.slice(2).join(' ')}\n`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  for (const figure of await bench(runs)) process.stdout.write(`${describe(figure)}\n${figure.phases ?? ''}`);
}

import { benchAws } from './aws.js';
import { benchBalancer } from './balancer.js';
import { benchHundredMegabytes } from './hundred-megabytes.js';
import { benchMachines } from './machines.js';
import { benchMainJob } from './main-job.js';
import { describe } from './measure.js';
import { benchReview } from './review.js';
import { benchLeaderLoss } from './rollout/leader-loss.js';
import { benchLeadership } from './rollout/leadership.js';
import { benchUpgrades } from './rollout/upgrade.js';

/** `npm run bench [RUNS]`: figures as medians, with ratios against something on the same machine. Never fails on a timing. */
const runs = Number(process.argv[2] ?? 5);
for (const figure of await benchMainJob(runs)) process.stdout.write(`${describe(figure)}\n${figure.phases ?? ''}`);
for (const figure of await benchMachines(runs)) process.stdout.write(`${describe(figure)}\n`);
for (const figure of await benchLeadership(4 * runs)) process.stdout.write(`${describe(figure)}\n`);
for (const nodes of [3, 5] as const) {
  for (const figure of await benchUpgrades(nodes, runs)) process.stdout.write(`${describe(figure)}\n`);
}
for (const figure of await benchLeaderLoss(runs)) process.stdout.write(`${describe(figure)}\n`);
for (const figure of await benchHundredMegabytes(runs)) process.stdout.write(`${describe(figure)}\n`);
const { direct, balanced, addedLatency, megabytes } = await benchBalancer();
process.stdout.write(
  `load balancer: adds ${addedLatency} ms to a round trip of ${direct.roundTrip.median} ms, ` +
    `${balanced.connectionsPerSecond} new connections/s (${direct.connectionsPerSecond} without it), ${megabytes} MB\n`,
);
for (const figure of await benchAws(runs)) process.stdout.write(`${describe(figure)}\n`);
for (const figure of benchReview(runs)) process.stdout.write(`${describe(figure)}\n`);

import { benchBalancer } from './balancer.js';
import { benchMainJob } from './main-job.js';
import { describe } from './measure.js';
import { benchReview } from './review.js';

/** `npm run bench [RUNS]`: figures as medians, with ratios against something on the same machine. Never fails on a timing. */
const runs = Number(process.argv[2] ?? 5);
for (const figure of await benchMainJob(runs)) process.stdout.write(`${describe(figure)}\n${figure.phases ?? ''}`);
const { direct, balanced, addedLatency, megabytes } = await benchBalancer();
process.stdout.write(
  `load balancer: adds ${addedLatency} ms to a round trip of ${direct.roundTrip.median} ms, ` +
    `${balanced.connectionsPerSecond} new connections/s (${direct.connectionsPerSecond} without it), ${megabytes} MB\n`,
);
for (const figure of benchReview(runs)) process.stdout.write(`${describe(figure)}\n`);

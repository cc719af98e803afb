import { benchMainJob } from './main-job.js';
import { describe } from './measure.js';

/** `npm run bench [RUNS]`: figures as medians, with ratios against something on the same machine. Never fails on a timing. */
const runs = Number(process.argv[2] ?? 5);
for (const figure of await benchMainJob(runs)) process.stdout.write(`${describe(figure)}\n`);

// `npm run bench [RUNS] [NAME…]`: the figures, as medians.
import { runQuorate, runTool } from './setup/child.mjs';
import { setUp } from './setup/setup.mjs';

await setUp();
const code = await runQuorate(['engine', 'fetch']);
process.exitCode = code === 0 ? await runTool('tsx', ['test/bench/main.ts', ...process.argv.slice(2)]) : code;

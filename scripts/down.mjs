// `npm run down [ENVIRONMENT]`: all of a local environment gone, whatever is or is not installed here.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, runQuorate } from './setup/child.mjs';
import { isInstalled } from './setup/dependencies.mjs';
import { sweep } from './setup/sweep.mjs';

const [environment = 'lab', ...options] = process.argv.slice(2);
const bundled = join(root, 'dist', 'quorate', 'main.mjs');

if (isInstalled()) process.exitCode = await runQuorate(['down', environment, ...options]);
else if (existsSync(bundled))
  process.exitCode = await run(process.execPath, [bundled, 'down', environment, ...options]);
else await sweep(environment, { force: options.includes('--force') });

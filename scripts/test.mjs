// `npm test [-- OPTIONS OF VITEST]`: all set-up that the tests need, then all tests.
import { runQuorate, runTool } from './setup/child.mjs';
import { installMachinePackages } from './setup/machine-packages.mjs';
import { setUp } from './setup/setup.mjs';

await setUp();
// Where nobody sits, and in the run of everything, some tests boot real machines; elsewhere that is up to who develops.
if (process.env.CI === 'true' || process.env.QUORATE_TEST_ALL === '1') await installMachinePackages();
// An engine that has to be built first takes minutes: no test waits for that.
const code = await runQuorate(['engine', 'fetch']);
process.exitCode = code === 0 ? await runTool('vitest', ['run', ...process.argv.slice(2)]) : code;

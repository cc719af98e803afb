// `npm run up [ENVIRONMENT]`: from a fresh clone to a verified cluster.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, runQuorate, runTool } from './setup/child.mjs';
import { installMachinePackages } from './setup/machine-packages.mjs';
import { setUp } from './setup/setup.mjs';

const environment = process.argv[2] ?? 'lab';

await setUp();
if (process.env.QUORATE_LAB_MACHINES === 'nspawn') await installMachinePackages();
await orEnd(runQuorate(['doctor', environment, '--quiet']));
await orEnd(run(process.execPath, [join(root, 'scripts', 'synth.mjs')]));
await orEnd(runQuorate(['engine', 'fetch', ...enginesOf(environment)]));
// Without a terminal cdktf would redraw its display into the log; in CI it prints lines.
const plain = process.stdout.isTTY ? {} : { CI: '1' };
await orEnd(runTool('cdktf', ['deploy', environment, '--auto-approve'], { env: plain }));
process.stdout.write('\n');
await orEnd(runQuorate(['status', environment]));
// `npm run up:machines` sets what a shell does not know, and a stack reads them at every deploy.
const settings = Object.entries(process.env)
  .filter(([name, value]) => environment === 'lab' && name.startsWith('QUORATE_LAB_') && value)
  .map(([name, value]) => [`export ${name}=${value}`, 'what this lab is made of, for every command below']);
const commands = [
  ...settings,
  [`npx quorate status ${environment} --watch`, 'what it is doing'],
  [`eval "$(npx quorate env ${environment})"`, 'where it is, for vault and its libraries'],
  [`export VAULT_TOKEN=$(npx quorate login ${environment})`, 'a token for them'],
  [`npx cdktf deploy ${environment}`, 'after a change of stacks/, or to repair'],
  [environment === 'lab' ? 'npm run down' : `npm run down -- ${environment}`, 'all of it gone'],
];
const width = Math.max(...commands.map(([command]) => command.length));
process.stdout.write(`\nNext:\n${commands.map(([command, what]) => `  ${command.padEnd(width)}  ${what}\n`).join('')}`);

/** Ends with the code of a step that failed; it has said why. */
async function orEnd(step) {
  const code = await step;
  if (code !== 0) process.exit(code);
}

/** The engines that the stack asks for, so that a long download or build comes before the deploy, with its progress. */
function enginesOf(name) {
  const file = join(root, 'cdktf.out', 'stacks', name, 'cdk.tf.json');
  if (!existsSync(file)) {
    process.stderr.write(`there is no stack ${name}: expected one of that name in stacks/main.ts\n`);
    process.exit(1);
  }
  const { resource } = JSON.parse(readFileSync(file, 'utf8'));
  const images = Object.values(resource.quorate_image ?? {});
  return images.map(({ engine }) => `${engine.name}@${engine.version}`);
}

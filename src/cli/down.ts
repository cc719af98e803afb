import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type Environment, takeDown, terraformAtWork } from '../environment/index.js';
import { findBalancer } from '../machines/index.js';
import { currentHolder } from '../operation/index.js';
import { QuorateError } from '../schema/index.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { environmentOf } from './project.js';
import { processShell, type Shell } from './shell.js';

/** `quorate down ENV`: all of a local environment gone, whatever Terraform knows of it. */
export function downCommand(shell: Shell = processShell): Command {
  const command = new Command('down')
    .description('remove a local environment: processes, orphans, data, keys and state')
    .argument('<environment>', 'environment, for example lab')
    .option('--force', 'also when the cluster is protected against deletion, or an operation is under way', false)
    .action((name: string, { force }: { force: boolean }) =>
      ending(shell, EXIT.failed, async () => {
        const environment = environmentOf(shell.cwd, name);
        if (!force) await refuseDuringOperation(environment);
        const what = await inventory(environment);
        await takeDown(environment, force);
        shell.note(what === '' ? `${name}: there is nothing here` : `${name} is gone: ${what}`);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'gone, or was not there', 1: 'refused or failed; run it again' });
}

/** Taking the store away from under a running deploy would leave machines behind that it makes afterwards. */
async function refuseDuringOperation({ name, store, paths }: Environment): Promise<void> {
  const holder = await currentHolder(store);
  if (holder) {
    throw atWork(
      name,
      `${holder.who} is working on ${name} since ${holder.since} (${holder.operation}, process ${holder.pid})`,
    );
  }
  const terraform = await terraformAtWork(paths);
  if (terraform !== null) throw atWork(name, `Terraform is working on ${name} (process ${terraform})`);
}

function atWork(name: string, message: string): QuorateError {
  return new QuorateError(
    'QRT-LOCKED',
    message,
    `Wait for its end (\`quorate watch ${name}\`) or end it; \`--force\` removes everything all the same.`,
  );
}

async function inventory({ driver, name, paths }: Environment): Promise<string> {
  // A record that cannot be read is no reason to keep the rest: taking down goes by what it can read.
  const machines = (await driver.list(name).catch(() => [])).length;
  const balancer = await findBalancer(paths.root, name).catch(() => null);
  return [
    ...(machines > 0 ? [`${machines} machine${machines === 1 ? '' : 's'}`] : []),
    ...(balancer ? ['load balancer'] : []),
    ...(existsSync(paths.home) ? ['data, keys and state'] : []),
  ].join(', ');
}

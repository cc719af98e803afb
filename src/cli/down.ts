import { Command } from 'commander';
import { takeDown } from '../environment/index.js';
import { environmentOf } from './project.js';

/** `quorate down ENV`: all of a local environment gone, whatever Terraform knows of it. */
export function downCommand(): Command {
  return new Command('down')
    .description('remove a local environment: processes, orphans, data and state')
    .argument('<environment>')
    .option('--force', 'also when the cluster is protected against deletion', false)
    .action(async (name: string, { force }: { force: boolean }) => {
      const environment = environmentOf(name);
      await takeDown(environment, force);
      process.stderr.write(`${name} is gone\n`);
    });
}

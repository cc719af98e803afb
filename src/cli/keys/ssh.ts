import { Command } from 'commander';
import { operatorKeyJob } from '../../environment/index.js';
import { dayTwoOptions, runDayTwo } from '../day-two.js';
import type { Shell } from '../shell.js';

/** `quorate keys ssh ENV` */
export function sshCommand(shell: Shell): Command {
  const command = new Command('ssh')
    .description('give every machine a new key of the operator, and take the old one away; nothing restarts')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind: 'keys-ssh',
      prepare: (environment) => operatorKeyJob(environment),
      render: ({ machines, public_key }) => `${machines.length} machines take this key alone: ${public_key}`,
    }),
  );
}

import { Command } from 'commander';
import { stepDownJob } from '../cluster/index.js';
import { seconds } from '../schema/index.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { processShell, type Shell } from './shell.js';

/** `quorate step-down ENV`: the active node hands over to another voter. */
export function stepDownCommand(shell: Shell = processShell): Command {
  const command = new Command('step-down')
    .description('have the active node give up leadership; another voter follows, which cannot be chosen')
    .summary('move leadership away from the active node')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind: 'step-down',
      prepare: () => stepDownJob,
      render: ({ from, to, duration_ms }) => `${from} stepped down, ${to} leads after ${seconds(duration_ms)}`,
    }),
  );
}

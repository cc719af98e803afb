import { Command } from 'commander';
import { removeJob } from '../cluster/index.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { processShell, type Shell } from './shell.js';

/** `quorate remove ENV NODE`: takes a member out that the cluster is better off without. */
export function removeCommand(shell: Shell = processShell): Command {
  const command = new Command('remove')
    .description(
      'take a dead or voteless member out of the raft configuration; refused when fewer nodes could then fail',
    )
    .summary('remove a member')
    .argument('<environment>', 'environment, for example lab')
    .argument('<node>', 'id of the node, as `quorate peers` shows it')
    .option('--lost', 'your word that this node, which cannot be reached, is off and stays off', false);
  return dayTwoOptions(command).action(
    (name: string, node: string, options: { plan: boolean; json: boolean; lost: boolean }) =>
      runDayTwo(shell, name, options, {
        kind: 'remove',
        prepare: () => removeJob(node, options.lost),
        render: ({ removed, voters, quorum, tolerance }) =>
          `${removed} is no member any more: ${voters.length} voters, quorum ${quorum}, tolerance ${tolerance}`,
      }),
  );
}

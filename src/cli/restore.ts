import { Command } from 'commander';
import { type Restored, restoreJob } from '../cluster/index.js';
import { seconds } from '../schema/index.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { processShell, type Shell } from './shell.js';

/** `quorate restore ENV --snapshot ID`: puts a snapshot back. */
export function restoreCommand(shell: Shell = processShell): Command {
  const command = new Command('restore')
    .description(
      'put a snapshot back, after a safety snapshot; what came after it is lost. --plan says how much that is',
    )
    .summary('put a snapshot back')
    .argument('<environment>', 'environment, for example lab')
    .requiredOption('--snapshot <id>', 'id of the snapshot, or latest')
    .option('--lost <nodes...>', 'machines that cannot be reached and will not come back', []);
  return dayTwoOptions(command).action(
    (name: string, options: { plan: boolean; json: boolean; snapshot: string; lost: string[] }) =>
      runDayTwo(shell, name, options, {
        kind: 'restore',
        prepare: () => restoreJob(options.snapshot, options.lost),
        render: (result) => renderRestored(result, name),
      }),
  );
}

function renderRestored(
  { snapshot, safety_snapshot, cluster_id, lost, leader, voters, recovery_ms }: Restored,
  name: string,
): string {
  const back =
    safety_snapshot === null
      ? [
          `shares, tokens and policies are those of cluster ${cluster_id} as it was then; those that came later are void`,
        ]
      : [`to undo: quorate restore ${name} --snapshot ${safety_snapshot}`];
  return [
    `restored ${snapshot}: ${leader} leads ${voters.length} voters, every one of them proven, after ${seconds(recovery_ms)}`,
    `lost: ${lost.text}`,
    ...back,
  ].join('\n');
}

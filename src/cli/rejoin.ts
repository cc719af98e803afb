import { Command } from 'commander';
import { joinJob, type RejoinedMember, rejoinJob } from '../cluster/index.js';
import { type DayTwoCommand, dayTwoOptions, runDayTwo } from './day-two.js';
import { processShell, type Shell } from './shell.js';

/** `quorate join ENV NODE`: lets an empty node in. */
export function joinCommand(shell: Shell = processShell): Command {
  return memberCommand(shell, 'join', 'let an empty node of the stack join the cluster', joinJob);
}

/** `quorate rejoin ENV NODE`: wipes a node and lets it join afresh. */
export function rejoinCommand(shell: Shell = processShell): Command {
  const description = 'take a node out, wipe its data and let it join afresh';
  return memberCommand(shell, 'rejoin', description, rejoinJob);
}

function memberCommand(
  shell: Shell,
  kind: string,
  description: string,
  job: (node: string) => ReturnType<DayTwoCommand<RejoinedMember>['prepare']>,
): Command {
  const command = new Command(kind)
    .description(description)
    .argument('<environment>', 'environment, for example lab')
    .argument('<node>', 'id of the node, as `quorate status` shows it');
  return dayTwoOptions(command).action((name: string, node: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind,
      prepare: () => job(node),
      render: ({ voters }) => `${node} is a member: ${voters.length} voters (${voters.join(', ')})`,
    }),
  );
}

import { join } from 'node:path';
import { Command } from 'commander';
import { type RestoreDrill, restoreDrillJob } from '../../environment/index.js';
import { seconds } from '../../schema/index.js';
import { dayTwoOptions, runDayTwo } from '../day-two.js';
import { projectFolder } from '../project.js';
import type { Shell } from '../shell.js';

/** `quorate drill restore ENV` */
export function restoreDrillCommand(shell: Shell): Command {
  const command = new Command('restore')
    .description(
      'restore the newest snapshot into a copy that reaches nothing but the seal, see whether all of it is there, remove it',
    )
    .summary('prove that the newest snapshot can be restored')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind: 'drill-restore',
      prepare: (environment) => restoreDrillJob(environment, join(projectFolder(shell.cwd), 'dist', 'fence.mjs')),
      render: renderDrill,
    }),
  );
}

function renderDrill({ snapshot, mounts, policies, applied_index, fence, phases }: RestoreDrill): string {
  const { founded, restored, checked, removed } = phases;
  return [
    `${snapshot} can be restored: canary found, ${mounts.length} mounts, ${policies} policies, entries up to ${applied_index}`,
    `${seconds(founded + restored + checked + removed)}: copy founded ${seconds(founded)}, restored ${seconds(restored)}, checked ${seconds(checked)}, removed ${seconds(removed)}`,
    `fenced: only ${fence.interfaces.join(', ')}, ${fence.refused} addresses of the cluster out of reach`,
  ].join('\n');
}

import { Command, InvalidArgumentError } from 'commander';
import { pruneSnapshotsJob, takeSnapshotJob } from '../cluster/index.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { renderSnapshot } from './render/snapshots.js';
import { processShell, type Shell } from './shell.js';
import { copiesCommand, fetchCommand } from './snapshot/copies.js';
import { inspectCommand, listCommand, pullCommand, verifyCommand } from './snapshot/read.js';

/** `quorate snapshot take|list|inspect|verify|pull|copies|fetch|prune ENV`. */
export function snapshotCommand(shell: Shell = processShell): Command {
  return new Command('snapshot')
    .description('take, list, check, copy and thin out snapshots')
    .addCommand(takeCommand(shell))
    .addCommand(listCommand(shell))
    .addCommand(inspectCommand(shell))
    .addCommand(verifyCommand(shell))
    .addCommand(pullCommand(shell))
    .addCommand(copiesCommand(shell))
    .addCommand(fetchCommand(shell))
    .addCommand(pruneCommand(shell));
}

function takeCommand(shell: Shell): Command {
  const command = new Command('take')
    .description('take a snapshot from the active node, verify every sum in it, and keep it')
    .argument('<environment>', 'environment, for example lab')
    .option('--reason <text>', 'why, for whoever finds it later', 'asked for');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean; reason: string }) =>
    runDayTwo(shell, name, options, {
      kind: 'snapshot',
      prepare: () => takeSnapshotJob(options.reason),
      render: renderSnapshot,
    }),
  );
}

function pruneCommand(shell: Shell): Command {
  const command = new Command('prune')
    .description(
      'delete snapshots for whose hour, day and week newer ones stand; those not taken on schedule stay longest',
    )
    .argument('<environment>', 'environment, for example lab')
    .option('--hourly <count>', 'hours of which the newest is kept', wholeNumber, 24)
    .option('--daily <count>', 'days of which the newest is kept', wholeNumber, 7)
    .option('--weekly <count>', 'weeks of which the newest is kept', wholeNumber, 4);
  return dayTwoOptions(command).action(
    (name: string, options: { plan: boolean; json: boolean; hourly: number; daily: number; weekly: number }) =>
      runDayTwo(shell, name, options, {
        kind: 'snapshot-prune',
        prepare: () => pruneSnapshotsJob(options),
        render: ({ deleted }) => `${deleted.length} deleted`,
      }),
  );
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 0 to 9999');
}

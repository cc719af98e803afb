import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { readStatus } from '../environment/index.js';
import type { StatusReport } from '../schema/index.js';
import { EXIT, printError, withExitCodes } from './exit.js';
import { environmentOf, notDeployed } from './project.js';
import { paintFor } from './render/paint.js';
import { renderStatus } from './render/status.js';
import { processShell, type Shell } from './shell.js';

const WATCH_MS = 1_000;
/** Home, then clear to the end: what was there is written over without flicker. */
const REDRAW = '\x1b[H\x1b[2J\x1b[3J';

interface StatusOptions {
  readonly json: boolean;
  readonly watch: boolean;
}

/** `quorate status ENV`: exit 0 healthy, 1 not, 2 cannot tell. */
export function statusCommand(shell: Shell = processShell): Command {
  const command = new Command('status')
    .description('show the cluster: leader, voters, tolerance, problems and their cure')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print the report as JSON; with --watch one line a report', false)
    .option('--watch', 'print again every second, until Ctrl-C', false)
    .action(async (name: string, options: StatusOptions) => {
      process.exitCode = await show(shell, name, options);
      while (options.watch) {
        await delay(WATCH_MS);
        process.exitCode = await show(shell, name, options);
      }
    });
  return withExitCodes(command, { 0: 'healthy', 1: 'not healthy', 2: 'cannot tell' });
}

async function show(shell: Shell, name: string, { json, watch }: StatusOptions): Promise<number> {
  try {
    const environment = environmentOf(shell.cwd, name);
    const report = await readStatus(environment);
    if (!report) throw notDeployed(environment);
    const redraw = watch && shell.interactive ? REDRAW : '';
    if (json) shell.print(JSON.stringify(report, null, watch ? 0 : 2));
    else shell.print(redraw + renderStatus(report, paintFor(shell.interactive, shell.env)));
    return exitOf(report);
  } catch (error) {
    printError(error, shell.note);
    return EXIT.cannotTell;
  }
}

/** When no node could be asked, nothing is known: that is not the same as "not healthy". */
export function exitOf(report: StatusReport): number {
  if (report.healthy) return EXIT.done;
  const blind = report.nodes.length > 0 && report.nodes.every(({ state }) => state === 'unknown');
  return blind ? EXIT.cannotTell : EXIT.failed;
}

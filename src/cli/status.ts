import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { readStatus } from '../environment/index.js';
import type { StatusReport } from '../schema/index.js';
import { EXIT, printError } from './exit.js';
import { environmentOf, notDeployed } from './project.js';
import { renderStatus } from './render-status.js';

const WATCH_MS = 1_000;

/** `quorate status ENV`: exit 0 healthy, 1 not, 2 cannot tell. */
export function statusCommand(): Command {
  return new Command('status')
    .description('show the cluster: leader, voters, tolerance, problems and their cure')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print the report as JSON', false)
    .option('--watch', 'print again every second, until Ctrl-C', false)
    .addHelpText('after', '\nExit codes: 0 healthy, 1 not healthy, 2 cannot tell.')
    .action(async (name: string, options: { json: boolean; watch: boolean }) => {
      process.exitCode = await show(name, options.json);
      while (options.watch) {
        await delay(WATCH_MS);
        process.exitCode = await show(name, options.json);
      }
    });
}

async function show(name: string, json: boolean): Promise<number> {
  try {
    const report = await readStatus(environmentOf(name));
    if (!report) throw notDeployed(name);
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${renderStatus(report)}\n`);
    return exitOf(report);
  } catch (error) {
    printError(error);
    return EXIT.cannotTell;
  }
}

/** When no node could be asked, nothing is known: that is not the same as "not healthy". */
function exitOf(report: StatusReport): number {
  if (report.healthy) return EXIT.done;
  const blind = report.nodes.length > 0 && report.nodes.every(({ state }) => state === 'unknown');
  return blind ? EXIT.cannotTell : EXIT.failed;
}

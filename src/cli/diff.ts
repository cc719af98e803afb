import { Command } from 'commander';
import { render } from '../review/index.js';
import { EXIT, printError } from './exit.js';
import { addReportOptions, type ReportOptions } from './review-options.js';
import { reviewStack } from './review-run.js';

/** `quorate diff ENV`: plan and review in the terminal, in one step. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .description('plan a stack and show what would change, and whether quorum is kept')
    .argument('<environment>', 'stack of the project, for example lab');
  return addReportOptions(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing to do, 2 changes, 3 needs approval or cannot tell, 4 blocked, 1 failed.',
    )
    .action(async (name: string, options: ReportOptions) => {
      try {
        const { plan, review } = await reviewStack(name, options);
        plan.dispose();
        const colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
        process.stdout.write(await render(review, 'terminal', { colour, verbose: options.verbose }));
        process.exitCode = review.exit_code;
      } catch (error) {
        printError(error);
        process.exitCode = EXIT.failed;
      }
    });
}

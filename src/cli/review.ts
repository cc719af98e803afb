import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type Format, type Review, render, renderOptionsFor } from '../review/index.js';
import { QuorateError } from '../schema/index.js';
import { EXIT, printError } from './exit.js';
import { readInput } from './review-input.js';
import {
  addReportOptions,
  collectOutput,
  formatOption,
  type OutputFile,
  pullRequestNumber,
  type ReportOptions,
} from './review-options.js';
import { postToGitHub } from './review-post.js';
import { reviewSource, reviewStack } from './review-run.js';

interface Options extends ReportOptions {
  readonly stack?: string;
  readonly environment?: string;
  readonly format: Format;
  readonly out: readonly OutputFile[];
  readonly fingerprint: boolean;
  readonly refreshed: boolean;
  readonly config?: string;
  readonly post?: 'github';
  readonly pullRequest?: number;
  readonly reportUrl?: string;
  readonly artifact: string;
}

const HELP = `
PLAN is the output of \`terraform show -json\`, a plan file, a review written with --format json, or - for standard input.

Exit codes: 0 nothing to do, 2 changes, 3 needs approval or cannot tell, 4 blocked, 1 the review itself failed.`;

/** `quorate review PLAN`, `quorate review --stack ENV`: what a plan does, and whether it may be applied. */
export function reviewCommand(): Command {
  const command = new Command('review')
    .description('review a plan: what changes and why, security, quorum')
    .argument('[plan]', 'plan as JSON, plan file, or -')
    .option('--stack <env>', 'plan this stack of the project first')
    .option('--environment <name>', 'name of the environment in reports (default: from the plan)')
    .addOption(formatOption())
    .option('--out <file>', 'also write a report; its form follows .md .html .json .sarif .txt', collectOutput, [])
    .option('--fingerprint', 'print only the fingerprint of what the plan does', false)
    .option('--no-refreshed', 'the plan was made with -refresh=false')
    .option('--config <file>', 'cdk.tf.json that the plan was made from (known with --stack)');
  return addReportOptions(command)
    .addOption(new Option('--post <where>', 'keep one comment in the pull request up to date').choices(['github']))
    .option('--pull-request <number>', 'pull request to post to (default: from the event)', pullRequestNumber)
    .option('--report-url <url>', 'where the whole report is (default: the page of the workflow run)')
    .option('--artifact <folder>', 'written when the job may not comment', 'quorate-review')
    .addHelpText('after', HELP)
    .action(async (plan: string | undefined, options: Options) => {
      try {
        process.exitCode = await run(plan, options);
      } catch (error) {
        printError(error);
        process.exitCode = EXIT.failed;
      }
    });
}

async function run(plan: string | undefined, options: Options): Promise<number> {
  const review = await reviewOf(plan, options);
  for (const { path, format } of options.out)
    writeFileSync(path, await render(review, format, renderOptionsFor(options)));
  if (options.fingerprint) process.stdout.write(`${review.fingerprint}\n`);
  else {
    const colour = options.format === 'terminal' && process.stdout.isTTY === true && !process.env['NO_COLOR'];
    process.stdout.write(await render(review, options.format, { ...renderOptionsFor(options), colour }));
  }
  if (options.post === 'github') await postToGitHub(review, options);
  return review.exit_code;
}

async function reviewOf(plan: string | undefined, options: Options): Promise<Review> {
  if ((plan === undefined) === (options.stack === undefined)) {
    throw new QuorateError(
      'QRT-REVIEW-INPUT',
      plan === undefined ? 'there is nothing to review' : 'a plan and --stack were both given',
      'Name either a plan (`quorate review plan.json`) or a stack (`quorate review --stack lab`).',
    );
  }
  if (options.stack !== undefined) {
    const reviewed = await reviewStack(options.stack, options);
    reviewed.plan.dispose();
    return reviewed.review;
  }
  const { environment, config, refreshed } = options;
  const source = {
    json: await readInput(plan ?? '-'),
    environment,
    ...(config === undefined ? {} : { configurationFile: config }),
  };
  return reviewSource(refreshed ? source : { ...source, refreshed: false }, options);
}

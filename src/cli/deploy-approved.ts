import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { execa } from 'execa';
import {
  type ApplyResult,
  githubContext,
  isReviewJson,
  parseJson,
  postApplyResult,
  type Review,
  refusalOf,
  render,
  toReview,
} from '../review/index.js';
import { QuorateError, reasonOf } from '../schema/index.js';
import { EXIT, printError } from './exit.js';
import { reviewStack } from './review-run.js';
import type { StackPlan } from './stack-plan.js';
import { terraformBinary } from './terraform.js';

interface Options {
  readonly approved: string;
  readonly ack?: string;
  readonly post?: 'github';
}

/** Refusals share the exit code of a blocked review. */
const REFUSED = 4;

const HELP = `
FILE is the review that was approved: \`quorate review --stack ENV --format json\`. The stack is planned again; if the plan
does the same, that very plan is applied, else nothing is, and the difference is shown.

Exit codes: 0 applied or nothing to do, 1 failed, 4 refused.`;

/** `quorate deploy ENV --approved FILE`: applies what was approved, and nothing else. */
export function deployApprovedCommand(): Command {
  return new Command('deploy')
    .description('apply exactly the changes that were reviewed and approved')
    .argument('<environment>', 'stack of the project, for example prod')
    .requiredOption('--approved <file>', 'the approved review, as JSON')
    .option('--ack <file>', 'acknowledged findings (default: review-acknowledgements.json, where there is one)')
    .addOption(new Option('--post <where>', 'post the result to the pull request').choices(['github']))
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      try {
        process.exitCode = await deploy(name, options);
      } catch (error) {
        printError(error);
        process.exitCode = EXIT.failed;
      }
    });
}

async function deploy(name: string, options: Options): Promise<number> {
  const approved = readApproved(options.approved, name);
  const report = {
    securityOnly: false,
    fail: false,
    verbose: false,
    ...(options.ack === undefined ? {} : { ack: options.ack }),
  };
  const { plan, review } = await reviewStack(name, report);
  try {
    if (review.decision === 'nothing') {
      process.stdout.write(`${name}: nothing to do\n`);
      return EXIT.done;
    }
    const refusal = refusalOf(approved, review);
    if (refusal !== null) {
      process.stdout.write(`${await render(review, 'terminal')}\n`);
      process.stderr.write(`QRT-REVIEW-NOT-APPROVED: ${refusal.join('\n')}\n`);
      process.stderr.write('Nothing was applied. Review the new plan and have it approved.\n');
      return REFUSED;
    }
    return await apply(plan, review, options);
  } finally {
    plan.dispose();
  }
}

async function apply(plan: StackPlan, review: Review, options: Options): Promise<number> {
  const started = performance.now();
  const applied = await execa(terraformBinary(), ['apply', '-input=false', plan.file], {
    cwd: plan.folder,
    reject: false,
    stdin: 'ignore',
    stdout: ['pipe', 'inherit'],
    stderr: ['pipe', 'inherit'],
    all: true,
  });
  const succeeded = applied.exitCode === 0;
  if (options.post === 'github') {
    const duration = (performance.now() - started) / 1000;
    await postResult({ review, succeeded, duration, output: applied.all ?? '' });
  }
  return succeeded ? EXIT.done : EXIT.failed;
}

/** What was applied stays applied, whether or not GitHub can be told. */
async function postResult(result: ApplyResult): Promise<void> {
  try {
    const posted = await postApplyResult(result, githubContext(process.env));
    const where = posted.reason ?? `pull request ${posted.pullRequest}: comment ${posted.comment}`;
    process.stderr.write(`${where}\n`);
  } catch (error) {
    printError(error);
  }
}

function readApproved(file: string, environment: string): Review {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new QuorateError('QRT-REVIEW-INPUT', `cannot read ${file}: ${reasonOf(error)}`, 'Name the approved review.');
  }
  const json = parseJson(text);
  if (!isReviewJson(json)) {
    throw new QuorateError(
      'QRT-REVIEW-FILE',
      `${file} is no review`,
      `Make it with \`quorate review --stack ${environment} --out approved.json\` and have it approved.`,
    );
  }
  const review = toReview(json);
  if (review.environment === environment) return review;
  throw new QuorateError(
    'QRT-REVIEW-FILE',
    `${file} is a review of ${review.environment ?? 'no environment'}, not of ${environment}`,
    'Name the review that was approved for this environment.',
  );
}

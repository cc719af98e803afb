import { Masker } from '../../mask/masker.js';
import type { Review } from '../../model/index.js';
import { code, fence, prose, shortCommit } from '../../render/markdown/escape.js';
import { summaryOf } from '../../verdict/headline.js';
import { commitOf, type GitHubContext } from './context.js';
import { type MarkerKey, markerOf } from './marker.js';
import { type PostOptions, type PostResult, postComment } from './post.js';
import { appendSummary } from './step-summary.js';

const LAST_LINES = 40;
const LONGEST_LINE = 300;

/** How an apply ended. */
export interface ApplyResult {
  readonly review: Review;
  readonly succeeded: boolean;
  /** Seconds. */
  readonly duration: number;
  /** What Terraform printed last; shapes of secrets are masked before it is shown. */
  readonly output: string;
}

/** Posts the result of an apply as a comment of its own, so that it stands below the review it carried out. */
export async function postApplyResult(
  result: ApplyResult,
  context: GitHubContext,
  options: PostOptions = {},
): Promise<PostResult> {
  const key: MarkerKey = { kind: 'apply', environment: result.review.environment };
  const text = applyComment(result, options.fullReport ?? context.runUrl ?? undefined, commitOf(context));
  const summary = appendSummary(context, () => text);
  const body = `${markerOf(key, context.run)}\n${text}`;
  return { ...(await postComment(context, { key, body, onlyUpdate: false }, options)), summary };
}

/** The result as Markdown. */
export function applyComment(
  { review, succeeded, duration, output }: ApplyResult,
  log: string | undefined,
  commit?: string,
): string {
  const where = review.environment === null ? '' : ` · ${code(review.environment)}`;
  const quorum = review.quorum
    .filter(({ verdict }) => verdict !== 'untouched')
    .map(({ headline }) => `- ${prose(headline)}`);
  const at = commit === undefined ? '' : ` of commit ${shortCommit(commit)}`;
  const lines = [
    `### ${succeeded ? '✅' : '❌'} Quorate deploy${where} · ${succeeded ? 'applied' : 'failed'} after ${duration.toFixed(1)} s`,
    '',
    `Applied exactly what was approved, ${code(review.fingerprint)}${at}: ${prose(summaryOf(review.counts))}.`,
    ...(quorum.length === 0 ? [] : ['', ...quorum]),
  ];
  if (!succeeded) {
    lines.push('', 'What is left to do is planned again by the next deploy.', '', ...fence(lastLines(output), ''));
  }
  if (log !== undefined) lines.push('', `Log: <${log.replace(/[\s<>\\`]/g, encodeURIComponent)}>`);
  return `${lines.join('\n')}\n`;
}

function lastLines(output: string): string[] {
  const masker = new Masker([]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal start with the escape character
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const lines = masker.document(plain).split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  return filled.slice(-LAST_LINES).map((line) => line.slice(0, LONGEST_LINE));
}

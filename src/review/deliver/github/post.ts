import type { Review } from '../../model/index.js';
import { renderMarkdown } from '../../render/markdown/render.js';
import { SUMMARY_LIMITS } from '../../render/markdown/sheet.js';
import { GitHubClient, GitHubRefusal } from './client.js';
import { commitOf, type GitHubContext } from './context.js';
import { foldedComment } from './folded.js';
import { type MarkerKey, markerOf } from './marker.js';
import { findPullRequest } from './pull-request.js';
import { appendSummary } from './step-summary.js';
import { type CommentOutcome, postSticky } from './sticky-comment.js';

/** What became of a post; `read-only` and `no-pull-request` leave the report to an artifact. */
export interface PostResult {
  readonly comment: CommentOutcome | 'read-only' | 'no-pull-request';
  readonly pullRequest: number | null;
  /** Why it was not posted, for the log. */
  readonly reason: string | null;
  readonly summary: boolean;
}

/** How to post. */
export interface PostOptions {
  /** @default found from the event */
  readonly pullRequest?: number | undefined;
  /** Where the whole report is. @default the page of the workflow run */
  readonly fullReport?: string | undefined;
  /** Passes time between attempts. @default real time */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Posts a review: one comment that is kept up to date, and the summary of the step. */
export async function postReview(
  review: Review,
  context: GitHubContext,
  options: PostOptions = {},
): Promise<PostResult> {
  const fullReport = options.fullReport ?? context.runUrl ?? undefined;
  const key: MarkerKey = { kind: 'review', environment: review.environment };
  const marker = markerOf(key, context.run);
  const commit = commitOf(context);
  const empty = review.decision === 'nothing' && review.findings.length === 0 && review.counts.move === 0;
  const body = empty
    ? foldedComment(review, marker, commit)
    : renderMarkdown(review, { fullReport, commit, preface: [marker] });
  const summary = appendSummary(context, (bytes) =>
    renderMarkdown(review, { fullReport, commit, limits: { units: SUMMARY_LIMITS.units, bytes } }),
  );
  return { ...(await postComment(context, { key, body, onlyUpdate: empty }, options)), summary };
}

/** Posts the comment of one key, or says why it cannot be. */
export async function postComment(
  context: GitHubContext,
  comment: { readonly key: MarkerKey; readonly body: string; readonly onlyUpdate: boolean },
  options: PostOptions,
): Promise<Omit<PostResult, 'summary'>> {
  if (context.token === null) return { comment: 'read-only', pullRequest: null, reason: 'the job has no GITHUB_TOKEN' };
  if (context.repository === '')
    return { comment: 'no-pull-request', pullRequest: null, reason: 'GITHUB_REPOSITORY is not set' };
  const client = new GitHubClient(context, options.wait);
  const pullRequest = options.pullRequest ?? (await findPullRequest(client, context));
  if (pullRequest === null)
    return { comment: 'no-pull-request', pullRequest, reason: 'the job belongs to no pull request' };
  try {
    const { repository, run } = context;
    const outcome = await postSticky(client, { ...comment, repository, pullRequest, run });
    return { comment: outcome, pullRequest, reason: null };
  } catch (error) {
    if (error instanceof GitHubRefusal && error.readOnly)
      return { comment: 'read-only', pullRequest, reason: error.message };
    throw error;
  }
}

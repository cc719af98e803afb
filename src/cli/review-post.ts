import { githubContext, postReview, type Review, setOutputs, writeArtifact } from '../review/index.js';

/** How to post. */
export interface PostToGitHub {
  readonly pullRequest?: number;
  readonly reportUrl?: string;
  readonly artifact: string;
}

/**
 * Posts a review to the pull request of this job, and says what became of it.
 *
 * A job that may not write (a pull request from a fork) leaves an artifact instead; that is no failure.
 */
export async function postToGitHub(review: Review, options: PostToGitHub): Promise<void> {
  const context = githubContext(process.env);
  const { pullRequest, reportUrl: fullReport, artifact } = options;
  const result = await postReview(review, context, { pullRequest, fullReport });
  const posted = result.reason === null;
  if (posted) process.stderr.write(`pull request ${result.pullRequest}: comment ${result.comment}\n`);
  else {
    const files = await writeArtifact(review, artifact);
    process.stderr.write(`not posted, ${result.reason}; written instead: ${files.join(', ')}\n`);
  }
  setOutputs(context, {
    decision: review.decision,
    exit_code: String(review.exit_code),
    fingerprint: review.fingerprint,
    headline: review.headline,
    comment: result.comment,
    posted: String(posted),
    artifact: posted ? '' : artifact,
  });
}

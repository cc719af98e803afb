import { field } from '../../value/json.js';
import { type GitHubClient, GitHubRefusal } from './client.js';
import { type GitHubContext, headOfWorkflowRun, pullRequestOfEvent } from './context.js';

/**
 * The pull request that a job belongs to; null when there is none.
 *
 * From the event where it names one, else from the branch of the workflow that finished (`workflow_run`), else from the
 * commit, which after a merge is how the result of an apply finds its way back.
 */
export async function findPullRequest(client: GitHubClient, context: GitHubContext): Promise<number | null> {
  const named = pullRequestOfEvent(context.event);
  if (named !== null) return named;
  const { repository, sha } = context;
  try {
    const head = headOfWorkflowRun(context.event);
    if (head !== null) {
      const { items } = await client.page(
        `/repos/${repository}/pulls?state=open&head=${encodeURIComponent(head.head)}`,
        1,
      );
      return numberOf(items.find((item) => field(field(item, 'head'), 'sha') === head.sha));
    }
    if (sha === null) return null;
    const { items } = await client.page(`/repos/${repository}/commits/${sha}/pulls`, 1);
    return numberOf(items[0]);
  } catch (error) {
    if (error instanceof GitHubRefusal) return null;
    throw error;
  }
}

function numberOf(item: unknown): number | null {
  const number = field(item, 'number');
  return typeof number === 'number' ? number : null;
}

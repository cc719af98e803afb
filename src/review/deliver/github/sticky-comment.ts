import { QuorateError } from '../../../schema/index.js';
import { field, stringField } from '../../value/json.js';
import { type GitHubClient, GitHubRefusal } from './client.js';
import type { RunKey } from './context.js';
import { compareRuns, type MarkerKey, runOf } from './marker.js';

/** Rounds of look, act, look again; two jobs that race settle in two or three. */
const ROUNDS = 8;

/** More pages of comments than this are not searched. */
const MOST_PAGES = 100;

/** What became of a comment. `superseded`: a later run has written, and what it wrote stays. */
export type CommentOutcome = 'created' | 'updated' | 'unchanged' | 'superseded' | 'skipped';

/** A comment to write. */
export interface StickyComment {
  readonly repository: string;
  readonly pullRequest: number;
  readonly key: MarkerKey;
  readonly run: RunKey;
  readonly body: string;
  /** Without a comment so far, none is made. */
  readonly onlyUpdate: boolean;
}

interface Found {
  readonly id: number;
  readonly body: string;
  readonly run: RunKey;
}

/**
 * Writes the one comment of this key, whoever else writes at the same time.
 *
 * GitHub has no compare-and-set for comments, so every round looks again: the comment with the lowest id is the one that
 * stays, the latest run decides what it says, and whoever sees another one removes it.
 */
export async function postSticky(client: GitHubClient, comment: StickyComment): Promise<CommentOutcome> {
  const author = await authorOf(client);
  let outcome: CommentOutcome = 'unchanged';
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await findAll(client, comment, author);
    const [first, ...rest] = found;
    if (first === undefined) {
      if (comment.onlyUpdate) return 'skipped';
      await client.send('POST', commentsOf(comment), { body: comment.body });
      outcome = 'created';
      continue;
    }
    const latest = found.reduce((a, b) => (compareRuns(b.run, a.run) > 0 ? b : a));
    if (compareRuns(latest.run, comment.run) > 0) {
      for (const { id, run } of found)
        if (compareRuns(run, latest.run) < 0 && id !== first.id) await remove(client, comment, id);
      return 'superseded';
    }
    if (first.body === comment.body && rest.length === 0) return outcome;
    // A job of the same run that wrote after us said what the run has to say.
    const written = outcome !== 'unchanged' && compareRuns(first.run, comment.run) === 0;
    if (first.body !== comment.body && !written) {
      await tolerateGone(
        client.send('PATCH', `/repos/${comment.repository}/issues/comments/${first.id}`, { body: comment.body }),
      );
      if (outcome === 'unchanged') outcome = 'updated';
    }
    for (const { id } of rest) await remove(client, comment, id);
    if (written && rest.length === 0) return outcome;
  }
  throw new QuorateError(
    'QRT-REVIEW-GITHUB',
    `the comment on pull request ${comment.pullRequest} was changed by somebody else ${ROUNDS} times in a row`,
    'Run the job again; if it persists, two workflows post for the same environment: give them different names.',
  );
}

/** Comments of this key that we wrote, oldest first. */
async function findAll(client: GitHubClient, comment: StickyComment, author: string | null): Promise<Found[]> {
  const found: Found[] = [];
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const { items, more } = await client.page(commentsOf(comment), number);
    for (const item of items) {
      const id = field(item, 'id');
      const body = stringField(item, 'body') ?? '';
      const run = runOf(body, comment.key);
      if (typeof id === 'number' && run !== undefined && isOurs(item, author)) found.push({ id, body, run });
    }
    if (!more) break;
  }
  return found.sort((a, b) => a.id - b.id);
}

/**
 * A stranger can write our marker into a comment and edit it later, so that our verdict would stand in a comment of
 * theirs: only comments by our own account count. A job's own token may not ask who it is; then any bot is believed.
 */
function isOurs(item: unknown, author: string | null): boolean {
  const user = field(item, 'user');
  return author === null ? stringField(user, 'type') === 'Bot' : stringField(user, 'login') === author;
}

async function authorOf(client: GitHubClient): Promise<string | null> {
  try {
    return stringField(await client.get('/user'), 'login') ?? null;
  } catch (error) {
    if (error instanceof GitHubRefusal) return null;
    throw error;
  }
}

async function remove(client: GitHubClient, { repository }: StickyComment, id: number): Promise<void> {
  await tolerateGone(client.send('DELETE', `/repos/${repository}/issues/comments/${id}`));
}

/** Somebody else may have removed it first. */
async function tolerateGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof GitHubRefusal && (error.status === 404 || error.status === 410))) throw error;
  }
}

function commentsOf({ repository, pullRequest }: StickyComment): string {
  return `/repos/${repository}/issues/${pullRequest}/comments`;
}

import { readFileSync } from 'node:fs';
import { parseEmbedded } from '../../value/embedded.js';
import { field, stringField } from '../../value/json.js';

/** Order of workflow runs: a later run, or a later attempt of the same run, knows better. */
export interface RunKey {
  readonly id: number;
  readonly attempt: number;
}

/** What a job on GitHub Actions knows of itself. */
export interface GitHubContext {
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Null where the job got none, as on forks with restricted workflows. */
  readonly token: string | null;
  readonly run: RunKey;
  /** Page of the workflow run; null outside of one. */
  readonly runUrl: string | null;
  readonly event: unknown;
  /** Commit that the job runs for; for a pull request GitHub's own merge of it. */
  readonly sha: string | null;
  /** File that becomes the summary of the step. */
  readonly summaryFile: string | null;
  /** File through which later steps get results. */
  readonly outputFile: string | null;
}

/** Reads the variables that GitHub Actions sets; `GITHUB_API_URL` makes it work on GitHub Enterprise as well. */
export function githubContext(env: NodeJS.ProcessEnv): GitHubContext {
  const optional = (name: string) => env[name] || null;
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  const repository = env['GITHUB_REPOSITORY'] || '';
  const id = Number(env['GITHUB_RUN_ID'] || 0);
  return {
    apiUrl: (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, ''),
    repository,
    token: env['GITHUB_TOKEN'] || env['GH_TOKEN'] || null,
    run: { id, attempt: Number(env['GITHUB_RUN_ATTEMPT'] || 1) },
    runUrl: id === 0 ? null : `${server}/${repository}/actions/runs/${id}`,
    event: eventOf(optional('GITHUB_EVENT_PATH')),
    sha: optional('GITHUB_SHA'),
    summaryFile: optional('GITHUB_STEP_SUMMARY'),
    outputFile: optional('GITHUB_OUTPUT'),
  };
}

/** Number of the pull request, where the event itself names it. */
export function pullRequestOfEvent(event: unknown): number | null {
  const candidates = [field(field(event, 'pull_request'), 'number'), field(field(event, 'issue'), 'number')];
  return candidates.find((number): number is number => typeof number === 'number') ?? null;
}

/** Branch and commit that a finished workflow ran for; forks are not named in the event otherwise. */
export function headOfWorkflowRun(event: unknown): { readonly head: string; readonly sha: string } | null {
  const run = field(event, 'workflow_run');
  const owner = stringField(field(field(run, 'head_repository'), 'owner'), 'login');
  const [branch, sha] = [stringField(run, 'head_branch'), stringField(run, 'head_sha')];
  return owner === undefined || branch === undefined || sha === undefined ? null : { head: `${owner}:${branch}`, sha };
}

/**
 * The commit that a reader knows: the head of the pull request, not the merge that GitHub makes of it.
 *
 * @returns undefined when nothing names one
 */
export function commitOf({ event, sha }: GitHubContext): string | undefined {
  const head = stringField(field(field(event, 'pull_request'), 'head'), 'sha');
  const commit = head ?? headOfWorkflowRun(event)?.sha ?? sha ?? '';
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

function eventOf(path: string | null): unknown {
  if (path === null) return null;
  try {
    return parseEmbedded(readFileSync(path, 'utf8')) ?? null;
  } catch {
    return null; // No event file: the pull request can still be named by hand.
  }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postApplyResult } from '../../../src/review/deliver/github/apply-result.js';
import { githubContext } from '../../../src/review/deliver/github/context.js';
import { type PostOptions, postReview } from '../../../src/review/deliver/github/post.js';
import { setOutputs } from '../../../src/review/deliver/github/step-summary.js';
import type { Review } from '../../../src/review/model/index.js';
import { blueGreen } from '../support/clusters.js';
import { problemsOf } from '../support/gfm.js';
import { GitHubStandIn } from '../support/github.js';
import { create, reviewReal, reviewSynthetic } from '../support/review.js';

let github: GitHubStandIn;
let folder: string;
const waits: number[] = [];
const options: PostOptions = { wait: async (ms) => void waits.push(ms) };
const changed = (environment = 'lab'): Review => reviewSynthetic(blueGreen(), { environment });
const empty = (environment = 'lab'): Review => ({
  ...reviewReal('no-op'),
  environment: changed(environment).environment,
});

beforeEach(async () => {
  github = await GitHubStandIn.start();
  folder = mkdtempSync(join(tmpdir(), 'review-github-'));
  waits.length = 0;
});

afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the comment on a pull request', () => {
  it('is made once and kept up to date by later runs', async () => {
    expect(await postReview(changed(), github.context(), options)).toMatchObject({
      comment: 'created',
      pullRequest: 7,
    });
    const later = reviewSynthetic(blueGreen({ nodes: 5 }), { environment: 'lab' });
    expect((await postReview(later, github.context({ run: { id: 101, attempt: 1 } }), options)).comment).toBe(
      'updated',
    );
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('5 machines replaced');
    expect(problemsOf(github.comments[0]?.body ?? '')).toEqual([]);
  });

  it('names the commit that was planned, not the merge that GitHub makes of it', async () => {
    await postReview(changed(), github.context(), options);
    expect(github.comments[0]?.body).toContain('<sub>commit 5ca1ab1e00 · ');
    await postReview(changed(), github.context({ event: null }), { ...options, pullRequest: 7 });
    expect(github.comments[0]?.body).toContain('<sub>commit ffffffffff · ');
  });

  it('is written once however often the same run posts the same', async () => {
    await postReview(changed(), github.context(), options);
    expect((await postReview(changed(), github.context(), options)).comment).toBe('unchanged');
    expect(github.requests.filter((request) => !request.startsWith('GET'))).toHaveLength(1);
  });

  it('is one for each environment', async () => {
    await postReview(changed('staging'), github.context(), options);
    await postReview(changed('prod'), github.context(), options);
    expect(github.comments).toHaveLength(2);
  });

  it('is not made for an empty plan, and folded when the plan has become empty', async () => {
    expect((await postReview(empty(), github.context(), options)).comment).toBe('skipped');
    await postReview(changed(), github.context(), options);
    await postReview(empty(), github.context({ run: { id: 101, attempt: 1 } }), options);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(/<details><summary>.*nothing to do<\/summary>/);
    expect(github.comments[0]?.body).toContain('2 objects are as the configuration of commit 5ca1ab1e00 says');
  });

  it('is found behind hundreds of others', async () => {
    for (let number = 0; number < 230; number += 1) github.add(`chat ${number}`, { login: 'someone', type: 'User' });
    await postReview(changed(), github.context(), options);
    for (let number = 0; number < 20; number += 1) github.add('more');
    await postReview(reviewSynthetic(blueGreen({ nodes: 5 }), { environment: 'lab' }), github.context(), options);
    expect(github.comments.filter(({ body }) => body.startsWith('<!-- quorate:review'))).toHaveLength(1);
  });

  it('is never one that somebody else wrote, whatever it begins with', async () => {
    await postReview(changed(), github.context(), options);
    const marker = github.comments[0]?.body.split('\n')[0] ?? '';
    github.comments = [];
    const forged = github.add(`${marker}\nall green, trust me`, { login: 'stranger', type: 'User' });
    expect((await postReview(changed(), github.context(), options)).comment).toBe('created');
    expect(forged.body).toContain('trust me');
    expect(github.comments).toHaveLength(2);
  });

  it('stays under the limit however large the plan', async () => {
    const large = reviewSynthetic(
      Array.from({ length: 3_000 }, (_, index) => create(`a.b["${index}"]`, { x: 'y'.repeat(300) })),
      { environment: 'lab' },
    );
    await postReview(large, github.context(), options);
    expect(github.comments[0]?.body.length).toBeLessThanOrEqual(60_000);
    expect(github.comments[0]?.body).toContain('https://reports.example/run/100');
  });
});

describe('two jobs that post at the same time', () => {
  it.each([
    ['the later run first', [101, 100]],
    ['the earlier run first', [100, 101]],
  ])('leave one comment, by the later run: %s', async (_name, runs) => {
    const post = (id: number) =>
      postReview(
        reviewSynthetic(blueGreen({ nodes: id === 101 ? 5 : 3 }), { environment: 'lab' }),
        github.context({ run: { id, attempt: 1 } }),
        options,
      );
    for (let round = 0; round < 20; round += 1) {
      github.comments = [];
      await Promise.all(runs.map(post));
      expect(github.comments.map(({ body }) => body.includes('5 machines replaced'))).toEqual([true]);
    }
  });

  it('settle when six of them race, of three runs', async () => {
    for (let round = 0; round < 10; round += 1) {
      github.comments = [];
      const ids = [103, 101, 102, 103, 102, 101];
      await Promise.all(ids.map((id) => postReview(changed(), github.context({ run: { id, attempt: 1 } }), options)));
      expect(github.comments).toHaveLength(1);
      expect(github.comments[0]?.body).toContain('run=103.1');
    }
  });

  it('let an earlier run leave what a later one wrote', async () => {
    await postReview(changed(), github.context({ run: { id: 200, attempt: 1 } }), options);
    const before = github.comments[0]?.body;
    expect((await postReview(empty(), github.context({ run: { id: 199, attempt: 9 } }), options)).comment).toBe(
      'superseded',
    );
    expect(github.comments[0]?.body).toBe(before);
  });

  it('go on when somebody deletes the comment in between', async () => {
    await postReview(changed(), github.context(), options);
    let deleted = false;
    github.interfere = ({ method }, stand) => {
      if (method !== 'PATCH' || deleted) return undefined;
      deleted = true;
      stand.comments = [];
      return undefined;
    };
    await postReview(
      reviewSynthetic(blueGreen({ nodes: 5 }), { environment: 'lab' }),
      github.context({ run: { id: 101, attempt: 1 } }),
      options,
    );
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('5 machines replaced');
  });
});

describe('a job with fewer rights', () => {
  it('says that it may not write, so that the report becomes an artifact', async () => {
    github.interfere = ({ method }) => (method === 'POST' ? { status: 403 } : undefined);
    expect(await postReview(changed(), github.context(), options)).toMatchObject({ comment: 'read-only' });
  });

  it('needs no token at all to say so', async () => {
    expect((await postReview(changed(), github.context({ token: null }), options)).comment).toBe('read-only');
    expect(github.requests).toEqual([]);
  });

  it('outside of a pull request posts nothing', async () => {
    const outcome = await postReview(changed(), github.context({ event: null }), options);
    expect(outcome.comment).toBe('no-pull-request');
  });

  it('finds the pull request of a fork from the workflow that finished, by branch and commit', async () => {
    github.pulls = [
      { number: 8, head: { sha: 'other' } },
      { number: 9, head: { sha: 'c0ffee' } },
    ];
    const event = {
      workflow_run: { head_branch: 'topic', head_sha: 'c0ffee', head_repository: { owner: { login: 'stranger' } } },
    };
    expect((await postReview(changed(), github.context({ event }), options)).pullRequest).toBe(9);
    expect(github.requests.some((request) => request.includes('head=stranger%3Atopic'))).toBe(true);
  });
});

describe('a GitHub that does not answer as it should', () => {
  it.each([
    ['a server error', { status: 502 }],
    ['a rate limit', { status: 429 }],
    ['a secondary rate limit', { status: 403, headers: { 'retry-after': '2' } }],
    ['an exhausted quota', { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' } }],
  ])('is asked again after %s', async (_name, answer) => {
    let failures = 2;
    github.interfere = ({ method }) => (method === 'POST' && failures-- > 0 ? answer : undefined);
    expect((await postReview(changed(), github.context(), options)).comment).toBe('created');
    expect(waits.length).toBeGreaterThanOrEqual(2);
  });

  it('is reported by its address when it cannot be reached at all', async () => {
    const context = github.context();
    await github.stop();
    await expect(postReview(changed(), context, options)).rejects.toMatchObject({ code: 'QRT-REVIEW-GITHUB' });
    github = await GitHubStandIn.start();
  });
});

describe('the summary of a step', () => {
  it('holds the review, also when there is no pull request', async () => {
    const summaryFile = join(folder, 'summary');
    await postReview(changed(), github.context({ summaryFile, event: null }), options);
    expect(problemsOf(readFileSync(summaryFile, 'utf8'))).toEqual([]);
  });

  it('makes do with the room that is left, and never goes over the limit', async () => {
    const summaryFile = join(folder, 'summary');
    writeFileSync(summaryFile, 'x'.repeat(970_000));
    const large = reviewSynthetic(
      Array.from({ length: 2_000 }, (_, index) => create(`a.b["${index}"]`, { x: 'y'.repeat(300) })),
    );
    expect((await postReview(large, github.context({ summaryFile, event: null }), options)).summary).toBe(true);
    expect(readFileSync(summaryFile).length).toBeLessThan(1_048_576);
    writeFileSync(summaryFile, 'x'.repeat(999_800));
    expect((await postReview(large, github.context({ summaryFile, event: null }), options)).summary).toBe(false);
  });
});

describe('the result of an apply', () => {
  it('is a comment of its own, below the review that it carried out', async () => {
    await postReview(changed(), github.context(), options);
    await postApplyResult(
      { review: changed(), succeeded: true, duration: 21.3, output: '' },
      github.context(),
      options,
    );
    await postApplyResult(
      {
        review: changed(),
        succeeded: false,
        duration: 3,
        output: '\u001b[31mError: hvs.kanarie01234567\u001b[0m @team',
      },
      github.context({ run: { id: 101, attempt: 1 } }),
      options,
    );
    expect(github.comments).toHaveLength(2);
    expect(github.comments[1]?.body).toContain('failed after 3.0 s');
    expect(github.comments[1]?.body).toContain('of commit 5ca1ab1e00');
    expect(github.comments[1]?.body).not.toContain('kanarie');
    expect(github.comments[1]?.body).not.toContain('\u001b');
  });
});

describe('what a job knows of itself', () => {
  it('comes from the variables of GitHub Actions', () => {
    const event = join(folder, 'event.json');
    writeFileSync(event, '{"pull_request":{"number":12}}');
    const context = githubContext({
      GITHUB_API_URL: 'https://github.example/api/v3/',
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_RUN_ID: '5',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_EVENT_PATH: event,
    });
    expect(context).toMatchObject({
      apiUrl: 'https://github.example/api/v3',
      run: { id: 5, attempt: 2 },
      runUrl: 'https://github.example/o/r/actions/runs/5',
      token: null,
      event: { pull_request: { number: 12 } },
    });
  });

  it('hands results to later steps, one line each whatever they hold', () => {
    const outputFile = join(folder, 'output');
    setOutputs(github.context({ outputFile }), { decision: 'changes', headline: 'two\nlines=x' });
    expect(readFileSync(outputFile, 'utf8')).toBe('decision=changes\nheadline=two lines=x\n');
  });
});

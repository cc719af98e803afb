import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postReview } from '../../../src/review/deliver/github/post.js';
import { problemsOf } from '../support/gfm.js';
import { GitHubStandIn } from '../support/github.js';
import { reviewReal } from '../support/review.js';

const ROOT = join(import.meta.dirname, '../../..');

describe('the comment that the documentation shows', () => {
  let github: GitHubStandIn;
  let body: string;

  beforeAll(async () => {
    github = await GitHubStandIn.start();
    await postReview(reviewReal('lab-upgrade', { environment: 'lab' }), github.context(), {});
    body = github.comments[0]?.body ?? '';
  });
  afterAll(() => github.stop());

  it('is what is posted for the plan of an upgrade of the lab', async () => {
    expect(problemsOf(body)).toEqual([]);
    await expect(body).toMatchFileSnapshot(join(ROOT, 'docs/examples/comment.md'));
  });

  it('is quoted in the README word for word', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const quoted = [...readme.matchAll(/^> ?(.*)$/gm)].map(([, line]) => line ?? '').filter((line) => line !== '');
    const posted = new Set(body.split('\n'));
    expect(quoted.length).toBeGreaterThan(10);
    expect(quoted.filter((line) => !posted.has(line))).toEqual([]);
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { GitHubStandIn, HEAD } from '../support/github.js';
import { realPlanText } from '../support/plans.js';

const ROOT = join(import.meta.dirname, '../../..');

const step = z.object({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
});
const action = z
  .object({
    inputs: z.record(z.string(), z.object({ default: z.string().optional() })),
    outputs: z.record(z.string(), z.object({ value: z.string() })),
    runs: z.object({ using: z.literal('composite'), steps: z.array(step) }),
  })
  .parse(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')));

const workflow = z
  .object({
    on: z.record(z.string(), z.unknown()),
    jobs: z.record(
      z.string(),
      z.object({
        if: z.string().optional(),
        permissions: z.record(z.string(), z.string()),
        steps: z.array(z.object({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() })),
      }),
    ),
  })
  .parse(parse(readFileSync(join(ROOT, 'docs/examples/workflow.yml'), 'utf8')));

let github: GitHubStandIn;
let folder: string;

beforeEach(async () => {
  github = await GitHubStandIn.start();
  folder = mkdtempSync(join(tmpdir(), 'review-action-'));
  const event = { pull_request: { number: 7, head: { sha: HEAD } } };
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
});
afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a step as the runner would: expressions are filled in where GitHub does it, in `env` alone. */
async function run(
  name: string,
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>> = {},
) {
  const found = action.runs.steps.find(({ id, env }) => id === name || Object.hasOwn(env, name));
  if (found?.run === undefined) throw new Error(`no step ${name} with a script`);
  const filled = (expression: string): string => {
    const [, kind = '', key = ''] = /^(inputs|steps\.review\.outputs|runner|github)\.([\w-]+)$/.exec(expression) ?? [];
    if (kind === 'inputs') return inputs[key] ?? action.inputs[key]?.default ?? '';
    if (kind === 'runner') return folder;
    if (kind === 'github') return ROOT;
    return outputs[key] ?? '';
  };
  const env = Object.entries(found.env).map(([key, text]) => [
    key,
    text.replace(/\$\{\{\s*([^\s}]+)\s*\}\}/g, (_all, expression: string) => filled(expression)),
  ]);
  return execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', found.run], {
    cwd: folder,
    reject: false,
    env: {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'owner/name',
      GITHUB_RUN_ID: '100',
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      ...(Object.fromEntries(env) as Record<string, string>),
    },
  });
}

/** Reviews a plan that real Terraform made, with the inputs of a workflow. */
async function review(plan: string, inputs: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(folder, 'plan.json'), realPlanText(plan));
  const outcome = await run('review', { plan: 'plan.json', environment: 'lab', token: 'a-token', ...inputs });
  const text = existsSync(join(folder, 'output')) ? readFileSync(join(folder, 'output'), 'utf8') : '';
  const outputs = Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { ...outcome, outputs };
}

describe('the composite action', () => {
  it('posts the review, leaves the reports for an artifact, and hands the verdict to later steps', async () => {
    const { exitCode, outputs, stderr } = await review('lab-upgrade');
    expect(exitCode, stderr).toBe(0);
    expect(github.comments[0]?.body).toContain('3 machines replaced, quorum kept');
    expect(readdirSync(join(folder, 'quorate-review')).sort()).toEqual(['review.html', 'review.json', 'review.sarif']);
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('3 machines replaced, quorum kept');
    expect(outputs).toMatchObject({ decision: 'changes', exit_code: '2', comment: 'created', posted: 'true' });
    const promised = Object.values(action.outputs).map(({ value }) => /outputs\.(\w+)/.exec(value)?.[1]);
    expect(promised.filter((name) => name !== undefined && outputs[name] === undefined)).toEqual([]);
  });

  it('of a pull request from a fork leaves all of it in the artifact, for a workflow that may post it', async () => {
    github.interfere = ({ method }) => (method === 'POST' ? { status: 403 } : undefined);
    const { exitCode, outputs } = await review('lab-upgrade');
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ posted: 'false', decision: 'changes' });
    expect(readdirSync(join(folder, 'quorate-review'))).toContain('comment.md');
    expect(github.comments).toEqual([]);

    // The second workflow has a token that may write, and gets the model alone.
    github.interfere = () => undefined;
    github.pulls = [{ number: 9, head: { sha: HEAD } }];
    const event = {
      workflow_run: { head_branch: 'topic', head_sha: HEAD, head_repository: { owner: { login: 'stranger' } } },
    };
    writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
    const posted = await run('review', { plan: 'quorate-review/review.json', token: 'a-token' });
    expect(posted.exitCode, posted.stderr).toBe(0);
    expect(posted.stderr).toContain('pull request 9: comment created');
    expect(github.comments[0]?.body).toContain('3 machines replaced, quorum kept');
  });

  it('fails when there is no review, and not for a verdict', async () => {
    expect((await review('lab-other-seal')).exitCode).toBe(0);
    const broken = await run('review', { plan: 'none.json', token: 'a-token' });
    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toContain('QRT-REVIEW-INPUT');
  });

  it('runs nothing that stands in an input', async () => {
    const trap = join(folder, 'trap');
    await review('update', { environment: `$(touch ${trap})\`touch ${trap}\`"; touch ${trap}; "` });
    expect(existsSync(trap)).toBe(false);
    for (const { run: script } of action.runs.steps) expect(script ?? '').not.toContain('${{');
  });

  it.each([
    ['never', '4', 0],
    ['blocked', '3', 0],
    ['blocked', '4', 4],
    ['approval', '2', 0],
    ['approval', '3', 3],
    ['changes', '2', 2],
    ['changes', '0', 0],
    ['sometimes', '0', 1],
  ])('set to fail on "%s" ends a review of exit code %s with %i', async (failOn, code, expected) => {
    expect((await run('FAIL_ON', { 'fail-on': failOn }, { exit_code: code })).exitCode).toBe(expected);
  });
});

describe('the example of a workflow', () => {
  it('gives the action only inputs that it has', () => {
    const given = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses === './').flatMap((one) => Object.keys(one.with ?? {})),
    );
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((name) => action.inputs[name] === undefined)).toEqual([]);
  });

  it('never hands credentials or a writing token to the code of a stranger', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    const own = 'github.event.pull_request.head.repo.full_name == github.repository';
    for (const { if: condition, permissions, steps } of Object.values(workflow.jobs)) {
      if (permissions['pull-requests'] === 'write' && condition?.includes('pull_request'))
        expect(condition).toContain(own);
      for (const { uses, with: options } of steps) {
        if (uses?.startsWith('actions/checkout')) expect(options).toMatchObject({ 'persist-credentials': false });
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../../src/review/plan/parse.js';
import { QuorateError } from '../../../src/schema/index.js';
import { realPlanText } from '../support/plans.js';

function refusal(text: string): QuorateError {
  try {
    parsePlan(text);
  } catch (error) {
    if (error instanceof QuorateError) return error;
    throw error;
  }
  throw new Error('expected the plan to be refused');
}

describe('reading a plan', () => {
  it('reads what Terraform writes', () => {
    expect(parsePlan(realPlanText('update')).resource_changes?.[0]?.change.actions).toEqual(['update']);
  });

  it('ignores fields that it does not know, in every minor version of the format', () => {
    const plan = {
      ...(JSON.parse(realPlanText('update')) as object),
      format_version: '1.99',
      invented: { later: true },
    };
    expect(parsePlan(JSON.stringify(plan)).resource_changes).toHaveLength(1);
  });

  it('reads a file that begins with a byte order mark', () => {
    expect(parsePlan(`\uFEFF${realPlanText('no-op')}`).format_version).toBe('1.2');
  });

  it('refuses an unknown major version by name', () => {
    const error = refusal(JSON.stringify({ format_version: '2.0', resource_changes: [] }));
    expect(error.code).toBe('QRT-REVIEW-VERSION');
    expect(error.message).toContain('2.0');
  });

  it('tells a truncated plan from something else, wherever it is cut', () => {
    const text = realPlanText('update').trim();
    for (let share = 0.02; share < 1; share += 0.05) {
      const error = refusal(text.slice(0, Math.floor(text.length * share)));
      expect(error.code, `cut at ${share}`).toBe('QRT-REVIEW-TRUNCATED');
    }
  });

  it.each([
    ['nothing', '', 'empty'],
    ['a list', '[]', 'a list'],
    ['JSON of something else', '{"a":1}', 'format_version'],
    ['a report for people', 'Terraform will perform the following actions:', 'not JSON'],
    ['the log of plan -json', '{"@level":"info"}\n{"@level":"info"}', 'log'],
    ['a state', '{"format_version":"1.0","values":{"root_module":{}}}', 'state'],
    [
      'a change without address',
      '{"format_version":"1.2","resource_changes":[{"type":"a"}]}',
      'resource_changes.0.address',
    ],
  ])('refuses %s and says what it is', (_name, text, word) => {
    const error = refusal(text);
    expect(error.code).toBe('QRT-REVIEW-NOT-A-PLAN');
    expect(error.message).toContain(word);
    expect(error.cure).not.toBe('');
  });

  it('never quotes the text around a syntax error, which may be a secret', () => {
    expect(refusal('{"password": "canary-syntax" oops }, more text that goes on and on').toString()).not.toContain(
      'canary',
    );
  });

  it('refuses nesting that would overflow the stack', () => {
    const deep = `{"format_version":"1.2","resource_changes":[],"prior_state":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(refusal(deep).code).toBe('QRT-REVIEW-TOO-DEEP');
  });
});

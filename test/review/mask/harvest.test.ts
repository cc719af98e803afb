import { describe, expect, it } from 'vitest';
import { maskerOf } from '../../../src/review/mask/harvest/harvest.js';
import { toPlan } from '../../../src/review/plan/parse.js';
import { realPlan } from '../support/plans.js';

describe('secrets of a real plan', () => {
  const masker = maskerOf(realPlan('secrets'));

  it.each([
    ['the default of a sensitive variable', 'canary-variable-default'],
    ['a literal given to a sensitive variable of a module', 'canary-module-literal'],
    ['a plain variable that a module takes as sensitive', 'canary-through-module'],
  ])('are known: %s', (_name, secret) => {
    expect(masker.text(`around ${secret} around`)).toBe('around (masked) around');
  });
});

describe('places where a plan holds a secret', () => {
  const base = { format_version: '1.2', resource_changes: [] };
  const marked = { values: { a: 'canary-marked' }, sensitive_values: { a: true }, type: 't', address: 't.a' };
  const change = (more: object) => ({ actions: ['update'], before: null, after: null, ...more });
  const resource = (more: object) => ({ address: 't.a', type: 't', change: change(more) });
  it.each([
    ['planned values', { planned_values: { root_module: { child_modules: [{ resources: [marked] }] } } }],
    ['prior state', { prior_state: { values: { root_module: { resources: [marked] } } } }],
    [
      'outputs of the prior state',
      { prior_state: { values: { outputs: { o: { sensitive: true, value: ['canary-marked'] } } } } },
    ],
    ['a change', { resource_changes: [resource({ after: { x: ['canary-marked'] }, after_sensitive: { x: true } })] }],
    [
      'drift',
      { resource_drift: [resource({ before: { x: { y: 'canary-marked' } }, before_sensitive: { x: { y: true } } })] },
    ],
    ['an output', { output_changes: { o: change({ after: 'canary-marked', after_sensitive: true }) } }],
    [
      'a deferred change',
      {
        deferred_changes: [
          { reason: 'r', resource_change: resource({ after: 'canary-marked', after_sensitive: true }) },
        ],
      },
    ],
    [
      'an action',
      {
        action_invocations: [
          { address: 'action.a', type: 't', config_values: { p: 'canary-marked' }, config_sensitive: { p: true } },
        ],
      },
    ],
    [
      'an attribute by its type',
      {
        resource_changes: [
          { ...resource({ after: { secret_string: 'canary-marked' } }), type: 'aws_secretsmanager_secret_version' },
        ],
      },
    ],
    ['an attribute by its name', { resource_changes: [resource({ after: { db: [{ password: 'canary-marked' }] } })] }],
    [
      'a JSON document that is secret',
      { output_changes: { o: change({ after: '{"inner":"canary-marked"}', after_sensitive: true }) } },
    ],
  ])('%s', (_name, part) => {
    expect(maskerOf(toPlan({ ...base, ...part })).text('x canary-marked x')).toBe('x (masked) x');
  });
});

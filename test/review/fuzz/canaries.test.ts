import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyComment } from '../../../src/review/deliver/github/apply-result.js';
import { parsePlan } from '../../../src/review/plan/parse.js';
import { FORMATS, render } from '../../../src/review/render/index.js';
import { renderMarkdown } from '../../../src/review/render/markdown/render.js';
import { SUMMARY_LIMITS } from '../../../src/review/render/markdown/sheet.js';
import { reviewPlan } from '../../../src/review/review.js';
import { NOW } from '../support/review.js';
import { runs } from '../support/runs.js';
import { HOSTILE_TEXTS } from './arbitrary-plan.js';

/** Ways in which a plan comes to hold a secret; each plants it once and may repeat it anywhere. */
const PLANTS: readonly ((secret: string) => Record<string, unknown>)[] = [
  (secret) => ({
    variables: { v: { value: secret } },
    configuration: { root_module: { variables: { v: { sensitive: true } } } },
  }),
  (secret) => ({
    configuration: { root_module: { variables: { v: { sensitive: true, default: { deep: [secret] } } } } },
  }),
  (secret) => ({
    configuration: {
      root_module: {
        module_calls: {
          m: { expressions: { p: { constant_value: secret } }, module: { variables: { p: { sensitive: true } } } },
        },
      },
    },
  }),
  (secret) => ({
    planned_values: {
      root_module: { resources: [{ address: 'a.b', type: 'a', values: { x: secret }, sensitive_values: { x: true } }] },
    },
  }),
  (secret) => ({
    prior_state: {
      values: {
        root_module: {
          child_modules: [
            { resources: [{ address: 'm.a.b', type: 'a', values: { x: [secret] }, sensitive_values: { x: [true] } }] },
          ],
        },
      },
    },
  }),
  (secret) => ({
    output_changes: {
      o: { actions: ['no-op'], before: secret, after: secret, before_sensitive: true, after_sensitive: true },
    },
  }),
  (secret) => ({
    resource_drift: [
      {
        address: 'a.b',
        type: 'a',
        change: { actions: ['update'], before: { x: secret }, after: { x: 'y' }, before_sensitive: { x: true } },
      },
    ],
  }),
  (secret) => ({
    resource_changes: [
      {
        address: 'a.b',
        type: 'a',
        change: {
          actions: ['update'],
          before: { db: { password: secret } },
          after: { db: { password: 'other-password' } },
        },
      },
    ],
  }),
  (secret) => ({
    resource_changes: [
      {
        address: 'a.b',
        type: 'aws_secretsmanager_secret_version',
        change: {
          actions: ['create'],
          before: null,
          after: { secret_string: JSON.stringify({ user: 'u', inner: secret }) },
        },
      },
    ],
  }),
  (secret) => ({
    action_invocations: [
      { address: 'action.a.b', type: 'a', config_values: { header: secret }, config_sensitive: { header: true } },
    ],
  }),
  (secret) => ({
    deferred_changes: [
      {
        reason: 'r',
        resource_change: {
          address: 'a.d',
          type: 'a',
          change: { actions: ['create'], before: null, after: { x: secret }, after_sensitive: true },
        },
      },
    ],
  }),
];

/** Shapes that need no plant: they are secrets wherever they stand. */
const SHAPES: readonly ((canary: string) => string)[] = [
  (canary) => `hvs.${canary}`,
  (canary) => `hvb.${canary}`,
  (canary) => `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`,
  (canary) => `-----BEGIN PGP MESSAGE-----\n\n${canary}`,
  (canary) => `https://user:${canary}@host.example/`,
];

/** Ways in which a secret turns up in another text. */
const WRAPS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `before ${secret} after`,
  (secret) => JSON.stringify({ nested: { text: secret, list: [secret] } }),
  (secret) => JSON.stringify({ nested: JSON.stringify({ text: secret }) }),
  (secret) => Buffer.from(`text with ${secret} inside`).toString('base64'),
  (secret) => gzipSync(`#!/bin/sh\necho ${secret}\necho done\n`).toString('base64'),
  (secret) => `line one\nline two ${secret}\nline three\n`,
  (secret) => Buffer.from(secret).toString('hex'),
  (secret) => encodeURIComponent(Buffer.from(secret).toString()),
];

/** Everywhere else that a text can stand in a plan. */
function everywhere(text: string): Record<string, unknown> {
  const change = (actions: string[]) => ({
    actions,
    before: { plain: 'x', list: ['a', text], map: { [text]: text }, user_data: text, policy: text, stays: text },
    after: {
      plain: text,
      list: [text, 'b'],
      map: { [`${text}2`]: text },
      user_data: `${text}!`,
      policy: `${text} `,
      stays: text,
    },
    replace_paths: [[text]],
    importing: { id: text },
  });
  const resource = (address: string, actions: string[]) => ({
    address,
    type: 'a',
    name: text,
    index: text,
    module_address: `module.m["${text}"]`,
    provider_name: text,
    previous_address: `a.old["${text}"]`,
    deposed: text,
    action_reason: text,
    change: change(actions),
  });
  const message = { to_display: `check.${text}`, kind: text };
  return {
    terraform_version: text,
    resource_changes: [
      resource(`a.x["${text}"]`, ['update']),
      resource('a.y', ['delete', 'create']),
      resource('a.z', ['create', 'delete']),
      { ...resource('a.gone', ['delete']), change: { ...change(['delete']), after: null } },
      {
        address: `quorate_machine.m["${text}"]`,
        type: 'quorate_machine',
        change: {
          actions: ['delete', 'create'],
          before: { environment: text, role: 'member', slot: text, zone: text, id: text },
          after: { environment: text, role: 'member', slot: text, zone: `${text}z` },
        },
      },
      {
        address: 'quorate_cluster.c',
        type: 'quorate_cluster',
        change: {
          actions: ['update'],
          before: { environment: text, engine: { name: text, version: text } },
          after: {
            environment: text,
            engine: { name: text, version: '2' },
            membership_plan: [{ step: text, reason: text, voters: 3, quorum: 2, tolerance: 1 }],
          },
        },
      },
    ],
    resource_drift: [resource('a.drift', ['update'])],
    output_changes: { [`o${text}`]: { actions: ['update'], before: 'x', after: text } },
    checks: [{ address: message, status: 'fail', instances: [{ status: 'fail', problems: [{ message: text }] }] }],
    deferred_changes: [{ reason: text, resource_change: resource('a.deferred', ['create']) }],
    action_invocations: [
      {
        address: `action.${text}`,
        type: text,
        config_values: { plain: text },
        lifecycle_action_trigger: { triggering_resource_address: text, action_trigger_event: text },
      },
    ],
  };
}

function merged(parts: readonly Record<string, unknown>[]): Record<string, unknown> {
  const plan: Record<string, unknown> = { format_version: '1.2' };
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      const known = plan[key];
      if (Array.isArray(known) && Array.isArray(value)) plan[key] = [...known, ...value];
      else if (
        typeof known === 'object' &&
        known !== null &&
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(known)
      )
        plan[key] = { ...known, ...value };
      else plan[key] = value;
    }
  }
  return plan;
}

/** Everything that leaves the program. */
async function outputs(plan: Record<string, unknown>): Promise<string> {
  const review = reviewPlan(parsePlan(JSON.stringify(plan)), { now: NOW, environment: 'lab' });
  const texts = await Promise.all(FORMATS.map((format) => render(review, format, { verbose: true })));
  texts.push(
    renderMarkdown(review, { limits: SUMMARY_LIMITS }),
    applyComment({ review, succeeded: false, duration: 1, output: '' }, undefined),
  );
  return texts.join('\n');
}

describe('a secret', () => {
  const around = fc.constantFrom('', ...HOSTILE_TEXTS.filter((text) => text.length < 20));

  it('planted in any place, repeated in any form, shows in no report', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PLANTS),
        fc.array(fc.constantFrom(...WRAPS), { minLength: 1, maxLength: 3 }),
        fc.stringMatching(/^[a-z0-9]{8}$/),
        around,
        async (plant, wraps, random, noise) => {
          const canary = `kanarie${random}`;
          const secret = `${canary}${noise}`;
          const shown = await outputs(merged([plant(secret), ...wraps.map((wrap) => everywhere(wrap(secret)))]));
          for (const form of [
            canary,
            Buffer.from(canary).toString('hex'),
            Buffer.from(canary).toString('base64').slice(0, 12),
          ]) {
            expect(shown).not.toContain(form);
          }
        },
      ),
      runs(120),
    );
  }, 300_000);

  it('that has the shape of one shows nowhere, although nobody marked it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SHAPES),
        fc.constantFrom(...WRAPS.slice(0, 7)),
        fc.stringMatching(/^[A-Za-z0-9]{16}$/),
        async (shape, wrap, random) => {
          const canary = `kanarie${random}`;
          expect(await outputs(merged([everywhere(wrap(shape(canary)))]))).not.toContain(canary);
        },
      ),
      runs(80),
    );
  }, 300_000);

  it('of one word is masked where a whole value is that word', async () => {
    const plan = {
      variables: { pin: { value: 'q7x' } },
      configuration: { root_module: { variables: { pin: { sensitive: true } } } },
      resource_changes: [
        {
          address: 'a.b',
          type: 'a',
          change: { actions: ['create'], before: null, after: { copy: 'q7x', other: 'q7xy' } },
        },
      ],
    };
    const shown = await outputs(merged([plan]));
    expect(shown).not.toMatch(/"q7x"/);
    expect(shown).toContain('q7xy');
  });

  it('does not show in the result of an apply, whatever the apply printed', () => {
    const review = reviewPlan(parsePlan('{"format_version":"1.2","resource_changes":[]}'), { now: NOW });
    const output =
      'Error: bad token hvs.kanarieInTheLog0123\npassword = "kanarie"\n-----BEGIN RSA PRIVATE KEY-----\nkanarie';
    expect(applyComment({ review, succeeded: false, duration: 2, output }, 'https://x')).not.toContain('kanarie');
  });
});

import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/review/render/markdown/render.js';
import { change } from '../support/plans.js';
import { reviewSynthetic, update } from '../support/review.js';

/** What no built-in resource can produce is written by hand after the format's documentation. */
describe('kinds of change beyond the built-in resources', () => {
  it('a replacement that leaves the old object behind is no destruction', () => {
    const review = reviewSynthetic([
      { address: 'a.b', actions: ['create', 'forget'], before: { x: 1 }, after: { x: 2 } },
    ]);
    expect(review.changes[0]).toMatchObject({ kind: 'replace', order: 'create-and-forget' });
    expect(review.counts).toMatchObject({ create: 1, destroy: 0, forget: 1 });
  });

  it('a replacement with an unchanged value says that the provider forces it', () => {
    const review = reviewSynthetic([
      {
        address: 'a.b',
        actions: ['delete', 'create'],
        before: { x: 1, y: 1 },
        after: { x: 1, y: 2 },
        replacePaths: [['x']],
      },
    ]);
    const forced = review.changes[0]?.attributes.find(({ path }) => path === 'x');
    expect(forced).toMatchObject({ action: 'same', replaces: true, before: '1', after: '1' });
  });

  it('an import by identity needs no id', () => {
    const raw = change(update('a.b', { x: 1 }, { x: 1 }));
    const plan = {
      ...raw,
      change: { ...raw.change, actions: ['no-op'], importing: { identity: { account: '1', name: 'n' } } },
    };
    const review = reviewSynthetic([], {}, { resource_changes: [plan] });
    expect(review.changes[0]).toMatchObject({ kind: 'import', importing: 'identity account "1", name "n"' });
  });

  it('an unknown action is shown as a change, never dropped', () => {
    expect(reviewSynthetic([{ address: 'a.b', actions: ['transmute'], before: {}, after: {} }]).changes[0]?.kind).toBe(
      'update',
    );
  });

  it('drift is shown when something depends on it, and counted otherwise', () => {
    const drifted = (address: string, name: string) => change(update(address, { [name]: 1 }, { [name]: 2 }));
    const review = reviewSynthetic(
      [],
      {},
      {
        resource_drift: [
          drifted('a.seen', 'x'),
          drifted('a.unseen', 'x'),
          drifted('a.whole', 'x'),
          drifted('a.elsewhere', 'x'),
        ],
        relevant_attributes: [
          { resource: 'a.seen', attribute: ['x', 0] },
          { resource: 'a.whole', attribute: [] },
          { resource: 'a.elsewhere', attribute: ['y'] },
        ],
      },
    );
    expect(review.drift.map(({ address }) => address)).toEqual(['a.seen', 'a.whole']);
    expect(review.irrelevant_drift).toBe(2);
  });

  it('deferred changes and actions count although no resource changes', () => {
    const deferred = reviewSynthetic(
      [],
      {},
      {
        complete: false,
        deferred_changes: [
          { reason: 'provider_config_unknown', resource_change: change(update('a.b', { x: 1 }, { x: 2 })) },
        ],
      },
    );
    expect(deferred.decision).toBe('unclear');
    expect(deferred.deferred[0]).toMatchObject({ reason: 'provider config unknown' });
    const action = reviewSynthetic(
      [],
      {},
      {
        action_invocations: [
          {
            address: 'action.aws_lambda_invoke.a',
            type: 'aws_lambda_invoke',
            config_values: { name: 'f' },
            lifecycle_action_trigger: { triggering_resource_address: 'a.b', action_trigger_event: 'AfterCreate' },
          },
        ],
      },
    );
    expect(action).toMatchObject({ decision: 'approval', counts: { actions: 1 } });
    expect(action.actions[0]?.trigger).toBe('AfterCreate of a.b');
  });

  it('what can be missed at the highest cost comes first', () => {
    const imported = change(update('x.import', { a: 1 }, { a: 1 }));
    const moved = change(update('x.move', { a: 1 }, { a: 1 }));
    const changes = [
      change({ address: 'x.read', actions: ['read'], after: { a: 1 } }),
      { ...moved, previous_address: 'x.old', change: { ...moved.change, actions: ['no-op'] } },
      { ...imported, change: { ...imported.change, actions: ['no-op'], importing: { id: '1' } } },
      change({ address: 'x.create', actions: ['create'], after: { a: 1 } }),
      change({ address: 'x.update', actions: ['update'], before: { a: 1 }, after: { a: 2 } }),
      change({ address: 'x.deposed', actions: ['delete'], before: { a: 1 }, deposed: '12345678' }),
      change({ address: 'x.forget', actions: ['forget'], before: { a: 1 } }),
      change({ address: 'x.delete', actions: ['delete'], before: { a: 1 } }),
      change({ address: 'x.replace', actions: ['create', 'delete'], before: { a: 1 }, after: { a: 2 } }),
      change({ address: 'aws_kms_key.seal', actions: ['delete'], before: { a: 1 } }),
    ];
    expect(reviewSynthetic([], {}, { resource_changes: changes }).changes.map(({ address }) => address)).toEqual([
      'aws_kms_key.seal',
      'x.replace',
      'x.delete',
      'x.forget',
      'x.deposed',
      'x.update',
      'x.create',
      'x.import',
      'x.move',
      'x.read',
    ]);
  });

  it('what else can matter follows the changes, in a fixed order', () => {
    const markdown = renderMarkdown(
      reviewSynthetic(
        [update('a.changed', { x: 1 }, { x: 2 })],
        {},
        {
          resource_drift: [change(update('a.drifted', { x: 1 }, { x: 2 }))],
          deferred_changes: [{ reason: 'deferred_prereq', resource_change: change(update('a.later', {}, { x: 2 })) }],
          action_invocations: [{ address: 'action.a.run', type: 'a' }],
          output_changes: { shown: { actions: ['create'], before: null, after: 1 } },
          checks: [{ address: { to_display: 'check.c' }, status: 'pass', instances: [] }],
        },
      ),
    );
    const behind = markdown.slice(markdown.indexOf('#### Changes'));
    const places = ['a.changed', 'a.drifted', 'a.later', 'action.a.run', '`shown`', 'check.c'].map((text) =>
      behind.indexOf(text),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it('a plan of OpenTofu, which has `errored` alone, is complete as far as anybody knows', () => {
    const review = reviewSynthetic(
      [update('a.b', { x: 1 }, { x: 2 })],
      {},
      {
        terraform_version: '1.12.6',
        applyable: undefined,
        complete: undefined,
      },
    );
    expect(review.plan).toMatchObject({ tool: 'opentofu', applyable: null, complete: null, errored: false });
    expect(review.decision).toBe('changes');
  });
});

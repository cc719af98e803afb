import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/review/render/markdown/render.js';
import { reviewPlan } from '../../../src/review/review.js';
import { problemsOf } from '../support/gfm.js';
import { realPlan } from '../support/plans.js';
import { codes, NOW, reviewReal } from '../support/review.js';

/** Made by Terraform 1.11.4 with the project's own provider: the lab from vault 1.19.0 to 1.21.1. */
describe('the plan of an upgrade of the lab', () => {
  const plan = realPlan('lab-upgrade');
  const review = reviewPlan(plan, { now: NOW });

  it('reads: what is replaced, the order, and that quorum is kept', () => {
    expect(review.headline).toBe(
      '3 machines replaced, quorum kept: lowest tolerance 1 · 9 to create, 3 to update, 9 to destroy (all replaced)',
    );
    expect(review.exit_code).toBe(2);
    expect(review.quorum[0]).toMatchObject({ verdict: 'kept', lowest_tolerance: 1, voters: { before: 3, after: 3 } });
    expect(problemsOf(renderMarkdown(review))).toEqual([]);
  });

  it('is blocked without create_before_destroy, with the reason', () => {
    const changes = (plan.resource_changes ?? []).map((one) =>
      one.change.actions.length === 2 ? { ...one, change: { ...one.change, actions: ['delete', 'create'] } } : one,
    );
    const changed = reviewPlan({ ...plan, resource_changes: changes }, { now: NOW });
    expect(changed).toMatchObject({ decision: 'blocked', exit_code: 4 });
    expect(changed.headline).toContain(
      '3 voters are destroyed before the replacements exist: 0 of 3 left, quorum is 2',
    );
  });

  it('is blocked without the resource that converges, with the reason', () => {
    const changes = (plan.resource_changes ?? []).filter(({ type }) => type !== 'quorate_cluster');
    const changed = reviewPlan({ ...plan, resource_changes: changes }, { now: NOW });
    expect(changed.exit_code).toBe(4);
    expect(codes(changed)).toContain('QRV-QUORUM-NO-CONVERGENCE');
  });

  it('cannot be judged when planning failed before it came to the cluster', () => {
    const changes = (plan.resource_changes ?? []).filter(({ type }) => type !== 'quorate_cluster');
    const changed = reviewPlan({ ...plan, resource_changes: changes, errored: true, complete: false }, { now: NOW });
    expect(changed).toMatchObject({ decision: 'unclear', exit_code: 3 });
    expect(codes(changed)).toContain('QRV-QUORUM-UNKNOWN');
  });

  it('starts from the tolerance that is left when a member is down', () => {
    const changes = (plan.resource_changes ?? []).map((one) => {
      if (one.type !== 'quorate_cluster') return one;
      return { ...one, change: { ...one.change, before: { ...(one.change.before as object), down: ['b'] } } };
    });
    const changed = reviewPlan({ ...plan, resource_changes: changes }, { now: NOW });
    expect(changed.quorum[0]?.moments[0]).toMatchObject({ what: 'now', voters: 3, quorum: 2, tolerance: 0 });
  });
});

/** Made by fixtures/generate-lab.ts: every kind of plan that our own provider comes to. */
describe.each([
  ['create', 'changes', 'a new cluster of 3 voters: there is no quorum to lose yet'],
  ['no-op', 'nothing', 'no changes'],
  ['upgrade', 'changes', '3 machines replaced, quorum kept: lowest tolerance 1'],
  ['scale-up', 'changes', '3 → 5 voters, quorum kept: lowest tolerance 1'],
  ['scale-down', 'approval', '5 → 3 voters, quorum kept: lowest tolerance 1'],
  ['repair', 'changes', '1 machine replaced, quorum kept: lowest tolerance 0 (1 voter is down now)'],
  ['other-seal', 'blocked', 'quorate_seal.seal would be destroyed'],
  ['destroy', 'approval', 'quorate_cluster.cluster would be destroyed'],
] as const)('the plan of the lab: %s', (name, decision, words) => {
  it(`comes to "${decision}", and says why`, () => {
    const review = reviewReal(`lab-${name}`);
    expect(review.decision).toBe(decision);
    expect(review.headline).toContain(words);
    expect(review.environment).toBe('lab');
  });
});

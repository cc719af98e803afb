import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePlans, isApproved } from '../../../src/review/fingerprint/compare.js';
import { parseReview, renderJson } from '../../../src/review/render/json.js';
import { CASES } from '../fixtures/cases.js';
import { blueGreen } from '../support/clusters.js';
import type { SyntheticChange } from '../support/plans.js';
import { reviewReal, reviewSynthetic, update } from '../support/review.js';

const fingerprint = (changes: readonly SyntheticChange[], rest: Record<string, unknown> = {}) =>
  reviewSynthetic(changes, {}, rest).fingerprint;

describe('the fingerprint of a plan', () => {
  const plan = blueGreen();

  it('does not depend on order, no-ops, time or irrelevant drift', () => {
    const same = fingerprint(plan, { timestamp: '2026-01-01T00:00:00Z' });
    expect(fingerprint([...plan].reverse(), { timestamp: '2030-01-01T00:00:00Z' })).toBe(same);
    expect(fingerprint(plan.filter(({ actions }) => actions[0] !== 'no-op'))).toBe(same);
    const drift = {
      resource_drift: [
        { address: 'a.b', type: 'a', change: { actions: ['update'], before: { x: 1 }, after: { x: 2 } } },
      ],
      relevant_attributes: [],
    };
    expect(fingerprint(plan, drift)).toBe(same);
  });

  it('does not depend on values that are the time of the plan', () => {
    const at = (time: string) =>
      fingerprint([update('a.b', { t: 'x' }, { t: `planned ${time}` })], { timestamp: time });
    expect(at('2026-01-01T00:00:00Z')).toBe(at('2026-02-02T00:00:00Z'));
  });

  it.each<[string, (one: SyntheticChange) => SyntheticChange]>([
    ['the order of a replacement', (one) => ({ ...one, actions: [...one.actions].reverse() })],
    ['a value', (one) => ({ ...one, after: { ...(one.after as object), zone: 'elsewhere' } })],
    ['an address', (one) => ({ ...one, address: one.address.replace('"a"', '"z"') })],
    ['what is unknown', (one) => ({ ...one, unknown: {} })],
  ])('depends on %s', (_name, edit) => {
    const edited = plan.map((one) => (one.address === 'quorate_machine.vault_machine["a"]' ? edit(one) : one));
    expect(fingerprint(edited)).not.toBe(fingerprint(plan));
  });

  it('depends on the end of a value that is too long to be shown, and on the last of many attributes', () => {
    const long = (end: string) => fingerprint([update('a.b', { t: 'x' }, { t: `${'y'.repeat(5_000)}${end}` })]);
    expect(long('1')).not.toBe(long('2'));
    const many = (end: string) =>
      fingerprint([
        update(
          'a.b',
          {},
          Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`k${index}`, index === 899 ? end : 'v'])),
        ),
      ]);
    expect(many('1')).not.toBe(many('2'));
    const document = (end: string) =>
      fingerprint([update('a.b', { user_data: 'a\nb\nc' }, { user_data: `${'line\n'.repeat(2_000)}${end}` })]);
    expect(document('1')).not.toBe(document('2'));
  });

  it('depends on no secret, so that nobody can try secrets against it', () => {
    const secret = (value: string) =>
      fingerprint([
        update('a.b', { p: 'old-secret' }, { p: value }, { beforeSensitive: { p: true }, afterSensitive: { p: true } }),
      ]);
    expect(secret('first-secret')).toBe(secret('other-secret'));
  });

  it.each(CASES.filter(({ tool }) => tool !== 'opentofu').map(({ name }) => name))(
    'survives writing and reading the review: %s',
    (name) => {
      const review = reviewReal(name);
      const read = parseReview(renderJson(review));
      expect(read).toEqual(review);
      expect(isApproved(read, review)).toBe(true);
    },
  );
});

describe('comparing what was approved with what would be applied', () => {
  const approved = reviewSynthetic(blueGreen());

  it('names what is new, missing and different', () => {
    const planned = reviewSynthetic([
      ...blueGreen()
        .filter(({ address }) => address !== 'quorate_image.vault_image')
        .map((one) => (one.address.endsWith('machine["b"]') ? { ...one, actions: ['delete', 'create'] } : one)),
      update('aws_lb.new', { a: 1 }, { a: 2 }),
    ]);
    expect(isApproved(approved, planned)).toBe(false);
    expect(comparePlans(approved, planned)).toEqual({
      added: ['change aws_lb.new'],
      missing: ['change quorate_image.vault_image'],
      changed: ['change quorate_machine.vault_machine["b"]'],
    });
  });

  it('sees through an approved file whose changes were edited', () => {
    const forged = { ...approved, changes: approved.changes.slice(1) };
    expect(isApproved(forged, approved)).toBe(false);
  });

  it('never approves for another environment', () => {
    expect(isApproved(approved, reviewSynthetic(blueGreen(), { environment: 'prod' }))).toBe(false);
  });

  it('finds any two plans either alike in both ways or in none', () => {
    const some = fc
      .array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.integer({ min: 0, max: 2 }) }), {
        maxLength: 4,
      })
      .map((list) =>
        [...new Map(list.map(({ name, value }) => [name, value]))].map(([name, value]) =>
          update(`x.${name}`, { v: 'old' }, { v: value }),
        ),
      );
    fc.assert(
      fc.property(some, some, (one, two) => {
        const [a, b] = [reviewSynthetic(one), reviewSynthetic(two)];
        const { added, missing, changed } = comparePlans(a, b);
        expect(added.length + missing.length + changed.length === 0).toBe(a.fingerprint === b.fingerprint);
      }),
    );
  });
});

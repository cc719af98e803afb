import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../src/review/fingerprint/refusal.js';
import { blueGreen } from '../support/clusters.js';
import { reviewReal, reviewSynthetic, update } from '../support/review.js';

const CHANGES = [update('aws_lb.a', { a: 1 }, { a: 2 })];
const approved = reviewSynthetic(CHANGES);

describe('applying what was approved', () => {
  it('goes ahead when the plan does the same and looks no worse', () => {
    expect(refusalOf(approved, reviewSynthetic(CHANGES))).toBeNull();
  });

  it('is refused when the plan does anything else, with the difference', () => {
    const planned = reviewSynthetic([update('aws_lb.a', { a: 1 }, { a: 3 }), update('aws_lb.b', { a: 1 }, { a: 2 })]);
    expect(refusalOf(approved, planned)).toEqual([
      'the plan is not the one that was approved',
      '  planned now and not approved:',
      '    change aws_lb.b',
      '  planned differently:',
      '    change aws_lb.a',
    ]);
  });

  it('is refused when the approved file was edited', () => {
    const forged = { ...approved, fingerprint: reviewSynthetic(blueGreen()).fingerprint };
    expect(refusalOf(forged, approved)?.join('\n')).toContain('its fingerprint does not belong to its changes');
  });

  it('is refused when planning fails now, whatever was approved', () => {
    const errored = reviewReal('errored');
    expect(refusalOf(errored, errored)?.[0]).toContain('planning failed');
  });

  it('is refused while the plan is blocked, also when somebody approved exactly that', () => {
    const blocked = reviewSynthetic(blueGreen({ createBeforeDestroy: false }));
    expect(refusalOf(blocked, blocked)?.[0]).toContain('the plan is blocked: ');
  });

  it.each([
    ['the state was not refreshed', reviewSynthetic(CHANGES, { refreshed: false }), 'QRV-PLAN-STALE'],
    [
      'a check fails',
      reviewSynthetic(
        CHANGES,
        {},
        { checks: [{ address: { to_display: 'check.size' }, status: 'fail', instances: [] }] },
      ),
      'QRV-CHECK-FAILED check.size: a check does not hold',
    ],
  ])('is refused when %s now and did not then, although the changes are the same', (_name, planned, line) => {
    expect(planned.fingerprint).toBe(approved.fingerprint);
    expect(refusalOf(approved, planned)?.join('\n')).toContain(line);
    // Whoever approved it knowing that decided on it.
    expect(refusalOf(planned, planned)).toBeNull();
  });
});

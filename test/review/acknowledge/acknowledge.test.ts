import { describe, expect, it } from 'vitest';
import { parseAcknowledgements } from '../../../src/review/acknowledge/file.js';
import { blueGreen } from '../support/clusters.js';
import { codes, destroy, findingWith, reviewSynthetic } from '../support/review.js';

const REASON = 'the old log key, agreed in the weekly meeting';
const key = destroy('aws_kms_key.logs["eu-west-1"]', {});
const entry = (more: object = {}) => ({
  code: 'QRV-DATA-DESTROYED',
  address: 'aws_kms_key.logs["eu-west-1"]',
  reason: REASON,
  expires: '2026-06-30',
  ...more,
});

describe('acknowledging a finding', () => {
  it('answers a question of approval, and stays visible with its reason', () => {
    const review = reviewSynthetic([key], { acknowledgements: [entry({ by: 'ops' })] });
    expect(review).toMatchObject({ decision: 'changes', exit_code: 2 });
    expect(review.findings[0]?.acknowledged).toEqual({ reason: REASON, by: 'ops', expires: '2026-06-30' });
  });

  it('counts up to and including its last day', () => {
    const on = (day: string) =>
      reviewSynthetic([key], { acknowledgements: [entry()], now: new Date(`${day}T23:59:00Z`) });
    expect(on('2026-06-30').exit_code).toBe(2);
    expect(on('2026-07-01').exit_code).toBe(3);
    expect(codes(on('2026-07-01'))).toContain('QRV-ACK-EXPIRED');
  });

  it.each([
    ['another address', entry({ address: 'aws_kms_key.other' })],
    ['another code', entry({ code: 'QRV-FORGOTTEN' })],
    ['another environment', entry({ environment: 'staging' })],
    ['no address for a finding that has one', entry({ address: undefined })],
  ])('does not count for %s', (_name, acknowledgement) => {
    expect(reviewSynthetic([key], { environment: 'prod', acknowledgements: [acknowledgement] }).exit_code).toBe(3);
  });

  it('matches several addresses by a star', () => {
    expect(reviewSynthetic([key], { acknowledgements: [entry({ address: 'aws_kms_key.*' })] }).exit_code).toBe(2);
  });

  it('turns a block into a decision of a person, never into green', () => {
    const review = reviewSynthetic(blueGreen({ createBeforeDestroy: false }), {
      acknowledgements: [entry({ code: 'QRV-QUORUM-LOST', address: undefined })],
    });
    expect(findingWith(review, 'QRV-QUORUM-LOST').acknowledged).not.toBeNull();
    expect(review).toMatchObject({ decision: 'approval', exit_code: 3 });
  });

  it('never turns what cannot be told into green', () => {
    const review = reviewSynthetic(blueGreen({ membershipPlan: null }), {
      acknowledgements: [entry({ code: 'QRV-QUORUM-UNKNOWN', address: '*' })],
    });
    expect(review.exit_code).toBe(3);
  });
});

describe('the acknowledgement file', () => {
  const parse = (json: unknown) => parseAcknowledgements(JSON.stringify(json), 'file.json');

  it('is read', () => {
    expect(parse({ acknowledgements: [entry()] })).toEqual([entry()]);
  });

  it.each([
    ['no reason', entry({ reason: undefined }), 'reason'],
    ['a reason that says nothing', entry({ reason: 'ok' }), 'reason'],
    ['no expiry', entry({ expires: undefined }), 'expires'],
    ['a day that does not exist', entry({ expires: '2026-13-01' }), 'expires'],
    ['a code that does not exist', entry({ code: 'QRV-NO-SUCH' }), 'code'],
    ['a field that does not exist', entry({ adress: 'x' }), 'adress'],
  ])('is refused with %s, naming the place', (_name, bad, word) => {
    expect(() => parse({ acknowledgements: [bad] })).toThrow(word);
  });
});

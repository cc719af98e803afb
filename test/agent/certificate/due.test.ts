import { expect, test } from 'vitest';
import { renewalDue } from '../../../src/agent/certificate/due.js';

const LIFE = { validFrom: '2030-01-01T00:00:00Z', validTo: '2030-04-01T00:00:00Z' };
const begin = Date.parse(LIFE.validFrom);
const share = (at: number) => (at - begin) / (Date.parse(LIFE.validTo) - begin);

test('a certificate is renewed between six tenths and three quarters of its life', () => {
  for (let number = 0; number < 200; number += 1) {
    const at = share(renewalDue(LIFE, `a-${String(number).padStart(8, '0')}`));
    expect(at).toBeGreaterThanOrEqual(0.6);
    expect(at).toBeLessThan(0.75);
  }
});

test('machines do not all ask at once, and each keeps to its moment', () => {
  const moments = ['a-00000001', 'b-00000002', 'c-00000003'].map((id) => renewalDue(LIFE, id));
  expect(new Set(moments).size).toBe(3);
  expect(renewalDue(LIFE, 'a-00000001')).toBe(moments[0]);
});

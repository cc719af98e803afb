import { expect, test } from 'vitest';
import { type Health, INITIAL_HEALTH, nextHealth } from '../../../src/machines/balancer/health.js';

const THRESHOLDS = { healthy_threshold: 2, unhealthy_threshold: 2 };

/** The states after each of these checks: `+` passed, `-` failed. */
function states(checks: string, from: Health = INITIAL_HEALTH): string[] {
  let health = from;
  return [...checks].map((check) => {
    health = nextHealth(health, check === '+', THRESHOLDS);
    return health.state;
  });
}

test('a new target is healthy after its first success', () => {
  expect(states('+')).toEqual(['healthy']);
});

test('a new target is unhealthy only after as many failures as any other', () => {
  expect(states('--')).toEqual(['initial', 'unhealthy']);
});

test('one failure among successes changes nothing', () => {
  expect(new Set(states('+-+-+-+'))).toEqual(new Set(['healthy']));
});

test('a healthy target turns unhealthy after two failures in a row', () => {
  expect(states('+--')).toEqual(['healthy', 'healthy', 'unhealthy']);
});

test('an unhealthy target turns healthy after two successes in a row, not two in all', () => {
  expect(states('--+-++')).toEqual(['initial', 'unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'healthy']);
});

import type { BalancerOptions } from './options.js';
import type { TargetState } from './status.js';

/** A target's health, and how many checks in a row spoke against it. */
export interface Health {
  readonly state: Exclude<TargetState, 'draining'>;
  readonly against: number;
}

export const INITIAL_HEALTH: Health = { state: 'initial', against: 0 };

/** The health after one more check. A new target is healthy after its first success, as with a cloud's balancer. */
export function nextHealth(
  { state, against }: Health,
  passed: boolean,
  thresholds: Pick<BalancerOptions, 'healthy_threshold' | 'unhealthy_threshold'>,
): Health {
  if (state === 'unhealthy') {
    if (!passed) return { state, against: 0 };
    return against + 1 >= thresholds.healthy_threshold
      ? { state: 'healthy', against: 0 }
      : { state, against: against + 1 };
  }
  if (passed) return { state: 'healthy', against: 0 };
  return against + 1 >= thresholds.unhealthy_threshold
    ? { state: 'unhealthy', against: 0 }
    : { state, against: against + 1 };
}

import type { Target } from './target.js';

/** Whether there are targets but none is healthy: then all that are not draining share the traffic. */
export function isFailingOpen(targets: readonly Target[]): boolean {
  return targets.some(({ state }) => state !== 'draining') && !targets.some(({ state }) => state === 'healthy');
}

/** Gives each new connection the targets to try, in turn. */
export class RoundRobin {
  #turn = 0;

  /** The healthy targets, the one whose turn it is first; all but the draining ones when none is healthy. */
  next(targets: readonly Target[]): Target[] {
    const wanted = isFailingOpen(targets)
      ? targets.filter(({ state }) => state !== 'draining')
      : targets.filter(({ state }) => state === 'healthy');
    const first = wanted.length === 0 ? 0 : this.#turn++ % wanted.length;
    return [...wanted.slice(first), ...wanted.slice(0, first)];
  }
}

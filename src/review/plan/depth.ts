import { QuorateError } from '../../schema/index.js';

/** Levels of nesting that are followed; real plans stay below 60. */
export const MAX_DEPTH = 400;

/**
 * Refuses documents nested so deeply that walking them could overflow the stack.
 *
 * Written without recursion for the same reason. An error is more honest than cutting: what is cut could be a change.
 */
export function assertDepth(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      throw new QuorateError(
        'QRT-REVIEW-TOO-DEEP',
        `the plan nests values more than ${MAX_DEPTH} levels deep`,
        'Flatten the value that nests this deeply; Terraform itself becomes unreliable there.',
      );
    }
    level = childrenOf(level);
  }
}

function childrenOf(level: readonly unknown[]): unknown[] {
  const next: unknown[] = [];
  for (const value of level) {
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) pushContainers(next, value);
    else for (const key in value) pushContainer(next, (value as Record<string, unknown>)[key]);
  }
  return next;
}

function pushContainers(into: unknown[], values: readonly unknown[]): void {
  for (const value of values) pushContainer(into, value);
}

function pushContainer(into: unknown[], value: unknown): void {
  if (typeof value === 'object' && value !== null) into.push(value);
}

import type { Counts, Decision, Finding } from '../model/index.js';

/** What the findings and changes come to. An errored or incomplete plan is never green. */
export function decide(findings: readonly Finding[], counts: Counts): Decision {
  // Acknowledging says "we know": a block becomes a person's decision, a question of approval is answered, and what
  // cannot be told stays untold.
  if (findings.some(({ severity, acknowledged }) => severity === 'blocked' && acknowledged === null)) return 'blocked';
  if (findings.some(({ severity }) => severity === 'unclear')) return 'unclear';
  if (
    findings.some(
      ({ severity, acknowledged }) => severity === 'blocked' || (severity === 'approval' && acknowledged === null),
    )
  ) {
    return 'approval';
  }
  return changesAnything(counts) ? 'changes' : 'nothing';
}

/** A move alone changes an address in the state and nothing else. */
function changesAnything(counts: Counts): boolean {
  const { create, update, destroy, forget, import: imports, read, outputs, actions, deferred } = counts;
  return create + update + destroy + forget + imports + read + outputs + actions + deferred > 0;
}

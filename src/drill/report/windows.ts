import type { MembershipMoment } from './membership.js';
import type { Release, ReportedStep, ReportedWindow } from './schema.js';

/**
 * From the first join until new nodes are given their votes on purpose. Where an engine has no durable non-voters, an
 * unplanned election in this time can put the new version in front. Null where nobody joined in that way.
 */
export function riskWindow(steps: readonly ReportedStep[], ended: number): ReportedWindow | null {
  const first = steps.find(({ step }) => /^join \S+$/.test(step));
  if (!first) return null;
  const votes = steps.find(({ step, state }) => step === 'let joiners become voters' && state === 'done');
  return { from: first.from, to: votes?.to ?? ended };
}

/** When a node of the new version was first seen to lead: from then on the way back is a restore. Null while none was. */
export function noReturn(moments: readonly MembershipMoment[], before: Release, after: Release): number | null {
  if (before.version === null || before.version === after.version) return null;
  const first = moments.find(({ leader, nodes }) => {
    const version = nodes.find(({ id }) => id === leader)?.version ?? null;
    return version !== null && version === after.version;
  });
  return first?.at ?? null;
}

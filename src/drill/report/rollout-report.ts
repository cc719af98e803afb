import type { JournalEntry } from '../../operation/index.js';
import { type CanaryRecord, reportCanary } from './canary.js';
import { leadersOf, type MembershipMoment, quorumOf } from './membership.js';
import { isReturn } from './return.js';
import type { Release, RolloutReport } from './schema.js';
import { longestUnheard, type MembershipSighting, settled } from './settle.js';
import { stepsOf } from './steps.js';
import { noReturn, riskWindow } from './windows.js';

/** What was recorded of an operation while it ran. */
export interface RolloutRecord {
  readonly environment: string;
  readonly cluster: string;
  readonly operation: string;
  /** Entries of this operation, oldest first. */
  readonly entries: readonly JournalEntry[];
  readonly membership: readonly MembershipSighting[];
  readonly before: Release;
  readonly after: Release;
  /** Milliseconds since the epoch. */
  readonly ended: number;
  readonly failure: string | null;
  readonly canary: CanaryRecord | null;
}

/** The report of an operation. Pure: the same record always gives the same report. */
export function rolloutReport(record: RolloutRecord): RolloutReport {
  const { environment, cluster, operation, before, after, ended, failure, canary } = record;
  const membership = settled(record.membership, ended);
  const entries = record.entries.filter((entry) => entry.operation === operation);
  const began = entries[0] ? Date.parse(entries[0].when) : (membership[0]?.at ?? ended);
  const tolerances = membership.map((moment) => quorumOf(moment)).filter(({ voters }) => voters > 0);
  const kind = kindOf(before, after, membership[0]);
  const forward = kind === 'upgrade' && !isReturn({ before, after });
  const steps = stepsOf(entries, ended);
  return {
    schema: 1,
    environment,
    cluster,
    operation,
    kind,
    failure,
    from: began,
    to: Math.max(began, ended),
    before,
    after,
    replaced: leaving(before, after).length,
    leaders: leadersOf(membership),
    lowest_tolerance: tolerances.length === 0 ? null : Math.min(...tolerances.map(({ tolerance }) => tolerance)),
    unheard_ms: longestUnheard(membership, ended),
    risk_window: forward ? riskWindow(steps, ended) : null,
    no_return: forward ? noReturn(membership, before, after) : null,
    steps,
    membership,
    canary: canary && reportCanary(canary),
  };
}

function kindOf(before: Release, after: Release, first: MembershipMoment | undefined): RolloutReport['kind'] {
  if (before.version !== null && before.version !== after.version) return 'upgrade';
  const gone = leaving(before, after);
  const coming = leaving(after, before);
  if (gone.length === 0 || coming.length === 0) return 'scale';
  const live = new Set(first?.nodes.filter((node) => node.live).map(({ id }) => id));
  return first !== undefined && gone.every((id) => !live.has(id)) ? 'repair' : 'rollout';
}

const leaving = (from: Release, to: Release): string[] => from.nodes.filter((id) => !to.nodes.includes(id));

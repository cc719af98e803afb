import { gapOf } from '../canary/gap.js';
import type { Sample } from '../canary/sample.js';
import type { ReportedCanary } from './schema.js';

/** What a canary was and saw. */
export interface CanaryRecord {
  readonly policy: string;
  readonly connection: 'fresh' | 'kept';
  readonly samples: readonly Sample[];
  readonly problem: string | null;
}

/** The figures of a canary's samples. */
export function reportCanary({ policy, connection, samples, problem }: CanaryRecord): ReportedCanary {
  const gap = gapOf(samples);
  const proven = (verdict: Sample['proof']) => samples.filter(({ proof }) => proof === verdict).length;
  const acknowledged = samples.filter(({ ok }) => ok).length;
  return {
    policy,
    connection,
    interval_ms: samples.length === 0 ? null : spread(samples.map(({ pause }) => pause)),
    problem,
    writes: samples.length,
    acknowledged,
    failed: gap?.failed ?? 0,
    lost: proven('lost'),
    unproven: acknowledged - proven('lost') - proven('kept'),
    gap: gap && { ms: gap.gapMs, from: gap.from, to: gap.to },
    samples: [...samples],
  };
}

function spread(values: readonly number[]): { readonly least: number; readonly most: number } {
  return { least: Math.min(...values), most: Math.max(...values) };
}

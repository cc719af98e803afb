/** How much a comment shows; each level leaves out more than the one before. */
export interface Level {
  readonly changes: 'attributes' | 'lines' | 'modules' | 'none';
  readonly unchanged: boolean;
  /** Whether the changes are summed up in a table. */
  readonly glance: boolean;
  /** Findings that are listed one by one; the rest is counted by code. */
  readonly findings: number;
  /** Moments and machines of a cluster that are listed. */
  readonly moments: number;
  /** Drift, outputs and checks that are listed. */
  readonly others: number;
  /** What is left out, in words; null when nothing is. */
  readonly missing: string | null;
}

/** From everything down to a few lines that fit whatever the plan holds. */
export const LEVELS: readonly Level[] = [
  { changes: 'attributes', unchanged: true, glance: true, findings: 1_000, moments: 200, others: 1_000, missing: null },
  {
    changes: 'attributes',
    unchanged: false,
    glance: true,
    findings: 500,
    moments: 100,
    others: 500,
    missing: 'attributes that do not change',
  },
  {
    changes: 'lines',
    unchanged: false,
    glance: true,
    findings: 200,
    moments: 60,
    others: 100,
    missing: 'all attributes: each object has one line',
  },
  {
    changes: 'modules',
    unchanged: false,
    glance: true,
    findings: 50,
    moments: 30,
    others: 20,
    missing: 'single objects: changes are counted by module',
  },
  {
    changes: 'none',
    unchanged: false,
    glance: false,
    findings: 5,
    moments: 0,
    others: 0,
    missing: 'all changes: they are only counted',
  },
];

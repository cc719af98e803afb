import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes: one that began last would run alone in the end. Their size says nothing of it. */
const LONG = ['crash/smoke', 'review/lab', 'rollout', 'scale', 'outage', 'crash/lost-reply', 'rollback'];

/** Vitest's own order, but within a group of projects the long files come first; the rest goes by size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONG.findIndex((name) => moduleId.endsWith(`test/e2e/${name}.test.ts`));
  return rank === -1 ? LONG.length : rank;
}

import { type Retention, superfluous } from '../../../snapshots/index.js';
import type { Job, Preparation } from '../job.js';

/** Deletes the snapshots that the retention does not keep. */
export function pruneSnapshotsJob(retention: Retention): Preparation<{ readonly deleted: readonly string[] }> {
  return async ({ access: { snapshots } }): Promise<Job<{ readonly deleted: readonly string[] }>> => {
    const old = superfluous(await snapshots.list(), retention, Date.now());
    const { hourly, daily, weekly } = retention;
    return {
      steps: old.map(({ id }) => ({
        step: `delete snapshot ${id}`,
        reason: `newer ones stand for its hour, day and week; kept are ${hourly} hourly, ${daily} daily, ${weekly} weekly`,
        run: async () => await snapshots.remove(id),
      })),
      conclude: async () => ({ deleted: old.map(({ id }) => id) }),
    };
  };
}

import { type Retention, superfluous } from '../../../snapshots/index.js';
import type { Job, Preparation } from '../job.js';

/** Deletes the snapshots that the retention does not keep; where there is object storage, only what has a copy there. */
export function pruneSnapshotsJob(retention: Retention): Preparation<{ readonly deleted: readonly string[] }> {
  return async ({ access: { snapshots }, spec }): Promise<Job<{ readonly deleted: readonly string[] }>> => {
    const found = superfluous(await snapshots.list(), retention, Date.now());
    const now = Date.now();
    const isFree = async ({ id }: { readonly id: string }) =>
      !(await snapshots.isHeld(id, now)) && (!spec.snapshots?.storage || (await snapshots.hasCopy(id)));
    const free = await Promise.all(found.map(isFree));
    const old = found.filter((_, index) => free[index]);
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

import type { Problem, SnapshotState } from '../../schema/index.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/** A period may be missed by a leader change; two are more than that. */
const PERIODS = 2;
/** Beside the periods: for taking one and for looking again. */
const SPARE_MS = 60_000;

/** Whether the schedule is kept, by the word of the node that leads. */
export function staleSnapshots(
  { snapshots: schedule, environment }: Pick<ClusterSpec, 'snapshots' | 'environment'>,
  state: SnapshotState | null,
  now: number,
): Problem[] {
  if (schedule === null || state === null) return [];
  return [...late(schedule.every, state, environment, now), ...uncopied(state)];
}

function late(every: number, { newest, failure }: SnapshotState, environment: string, now: number): Problem[] {
  const age = newest === null ? null : now - Date.parse(newest);
  const isLate = age === null ? failure !== null : age > PERIODS * every * 1000 + SPARE_MS;
  if (!isLate) return [];
  const how =
    age === null ? 'no snapshot was ever taken' : `the newest snapshot is ${Math.round(age / 60_000)} min old`;
  const why = failure === null ? '' : `; the last attempt failed: ${failure.reason}`;
  return [
    {
      code: 'QRT-SNAPSHOT-STALE',
      message: `${how}, and one was wanted every ${every} s${why}`,
      fix: `Cure the reason, and take one now: quorate snapshot take ${environment}. The log of the leader's agent has every attempt.`,
    },
  ];
}

function uncopied({ uncopied: count, copy_failure: failure }: SnapshotState): Problem[] {
  if (failure === null) return [];
  return [
    {
      code: 'QRT-SNAPSHOT-UNCOPIED',
      message: `${count} snapshots have no copy in object storage: ${failure.reason}`,
      fix: 'Cure the reason: they stay on the machine, none is deleted, and the copies are made as soon as it works.',
    },
  ];
}

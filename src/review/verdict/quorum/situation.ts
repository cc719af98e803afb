import { refusesDeletion } from '../../changes/protection.js';
import { arrives, type ClusterFact, exists, type Fleet, leaves, type MachineFact } from '../../fleet/index.js';

/** One cluster and its machines, with the questions that every rule asks. */
export interface Situation {
  readonly fleet: Fleet;
  readonly cluster: ClusterFact | undefined;
  /** Machines that are or become members; the seal's machine is none. */
  readonly members: readonly MachineFact[];
  readonly arriving: readonly MachineFact[];
  readonly leaving: readonly MachineFact[];
  /** Machines that go before their replacement is there. */
  readonly destroyedFirst: readonly MachineFact[];
  /** The plan updates or creates the resource that converges the membership. */
  readonly converges: boolean;
  /** Planning failed before it came to the cluster: that nothing is planned for it says nothing. */
  readonly clusterNotPlanned: boolean;
  /** The whole cluster goes, and nothing protects it. */
  readonly tornDown: boolean;
  /** Null: the plan does not say. */
  readonly votersBefore: number | null;
  /** Voters that are known to be gone or stopped before anything is done. */
  readonly deadBefore: number;
  readonly votersAfter: number | null;
}

/** Reads the situation of each cluster of a fleet. */
export function situationOf(fleet: Fleet, errored = false): Situation {
  const cluster = fleet.clusters.find(({ fate }) => fate !== 'destroy') ?? fleet.clusters[0];
  const members = fleet.machines.filter(({ role }) => role !== 'seal');
  const leaving = members.filter(leaves);
  const goes = cluster?.fate === 'destroy' && !refusesDeletion(cluster.raw.change.before);
  return {
    fleet,
    cluster,
    members,
    arriving: members.filter(arrives),
    leaving,
    destroyedFirst: leaving.filter(({ destroyedFirst }) => destroyedFirst),
    converges: cluster !== undefined && (cluster.fate === 'create' || cluster.fate === 'update'),
    clusterNotPlanned: errored && (cluster === undefined || cluster.outside),
    tornDown: goes === true && members.every(({ fate }) => fate === 'destroy'),
    votersBefore: votersBefore(cluster, members),
    deadBefore: deadBefore(cluster, members),
    votersAfter: votersAfter(cluster, members),
  };
}

/** Votes that must agree: more than half. */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

function votersBefore(cluster: ClusterFact | undefined, members: readonly MachineFact[]): number | null {
  if (cluster?.fate === 'create') return 0;
  if (cluster?.before != null) return cluster.before.size;
  // Without a cluster in sight every machine may be a voter. An older object of a slot is counted once.
  return members.filter((machine) => exists(machine) && !machine.deposed).length;
}

/** Slots whose only machine is gone or stopped; a slot without any machine in the plan is given the benefit of the doubt. */
function deadBefore(cluster: ClusterFact | undefined, members: readonly MachineFact[]): number {
  const slots = [...(cluster?.before?.keys() ?? [])];
  return slots.filter((slot) => {
    if (cluster?.down.has(slot) === true) return true;
    const machines = members.filter((machine) => machine.slot === slot);
    return machines.length > 0 && machines.every(({ alive }) => !alive);
  }).length;
}

function votersAfter(cluster: ClusterFact | undefined, members: readonly MachineFact[]): number | null {
  if (cluster?.fate === 'destroy') return 0;
  if (cluster !== undefined) return cluster.after?.size ?? null;
  return members.filter(({ fate, deposed }) => !deposed && fate !== 'destroy' && fate !== 'forget').length;
}

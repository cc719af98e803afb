import type { PlanDocument } from '../plan/format.js';
import { type ClusterFact, clusterFact } from './cluster.js';
import { type Fact, factOf } from './fact.js';
import { type MachineFact, machineFact } from './machine.js';
import { resourcesOutside } from './outside.js';
import { type PartFact, partFact } from './parts.js';

/** Everything that belongs to one environment's cluster. */
export interface Fleet {
  readonly environment: string | null;
  readonly clusters: readonly ClusterFact[];
  readonly machines: readonly MachineFact[];
  readonly parts: readonly PartFact[];
}

/** The clusters that a plan touches, or knows of from the prior state. */
export function fleetsOf(plan: PlanDocument): Fleet[] {
  const facts = [
    ...(plan.resource_changes ?? []).map((raw) => factOf(raw)),
    ...resourcesOutside(plan).map((raw) => factOf(raw, true)),
  ].filter(({ raw }) => raw.mode !== 'data');
  const clusters = facts.map(clusterFact).filter((fact) => fact !== undefined);
  const machines = facts.map(machineFact).filter((fact) => fact !== undefined);
  const parts = facts.map(partFact).filter((fact) => fact !== undefined);
  const names = [...new Set([...clusters, ...machines].map(({ environment }) => environment))];
  const known = names.filter((name) => name !== null).sort();
  // An object whose environment is not known yet belongs to the only one there is.
  const only = known.length === 1 ? (known[0] ?? null) : null;
  const environments: (string | null)[] = names.includes(null) && only === null ? [...known, null] : known;
  return environments.map((environment) => {
    const mine = <F extends Fact>(list: readonly F[]) =>
      list.filter((fact) => (fact.environment ?? only) === environment);
    return { environment, clusters: mine(clusters), machines: mine(machines), parts: mine(parts) };
  });
}

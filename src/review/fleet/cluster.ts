import * as z from 'zod';
import { membershipStep } from '../../schema/index.js';
import { field, isRecord, type JsonRecord, listField, stringField } from '../value/json.js';
import { anyMarked, markOf } from '../value/marks.js';
import type { Fact } from './fact.js';

/** The membership of a cluster by slot; machine ids are missing where they are not known yet. */
export type Members = ReadonlyMap<
  string,
  { readonly machineId: string | undefined; readonly zone: string | undefined }
>;

/** What the plan says about the steps of the convergence. */
export type MembershipPlan =
  | { readonly state: 'known'; readonly steps: readonly z.infer<typeof membershipStep>[] }
  | { readonly state: 'unknown' }
  /** Nothing is planned for the cluster, or it is a provider that does not plan steps. */
  | { readonly state: 'none' };

/** The resource that converges the membership. */
export interface ClusterFact extends Fact {
  readonly before: Members | null;
  readonly after: Members | null;
  /** Slots whose member did not serve when the state was refreshed. */
  readonly down: ReadonlySet<string>;
  readonly engineBefore: string | null;
  readonly engineAfter: string | null;
  readonly membershipPlan: MembershipPlan;
  /** The state still holds the plan of the last apply: refreshing would have cleared it. */
  readonly stale: boolean;
}

export function clusterFact(fact: Fact): ClusterFact | undefined {
  const { raw } = fact;
  if (raw.type !== 'quorate_cluster') return undefined;
  const { before, after, after_unknown: unknown } = raw.change;
  return {
    ...fact,
    before: membersOf(before, undefined),
    after: fact.fate === 'destroy' ? null : membersOf(after, unknown),
    down: downSlots(before),
    engineBefore: engineOf(before),
    engineAfter: engineOf(after),
    membershipPlan: planOf(after, unknown),
    stale: Array.isArray(field(before, 'membership_plan')),
  };
}

function membersOf(values: unknown, unknown: unknown): Members | null {
  const members = field(values, 'members');
  if (markOf(unknown, 'members') === true || !isRecord(members)) return null;
  return new Map(Object.keys(members).map((slot) => [slot, memberOf(members, slot)]));
}

function memberOf(members: JsonRecord, slot: string) {
  const member = members[slot];
  return { machineId: stringField(member, 'machine_id'), zone: stringField(member, 'zone') };
}

/** The provider names members that are down by slot or by machine id, whose beginning is the slot. */
function downSlots(before: unknown): ReadonlySet<string> {
  const names = listField(before, 'down').filter((name) => typeof name === 'string');
  return new Set(names.map((name) => name.split('-')[0] ?? name));
}

function engineOf(values: unknown): string | null {
  const engine = field(values, 'engine');
  const [name, version] = [stringField(engine, 'name'), stringField(engine, 'version')];
  return name === undefined || version === undefined ? null : `${name} ${version}`;
}

function planOf(after: unknown, unknown: unknown): MembershipPlan {
  if (anyMarked(markOf(unknown, 'membership_plan'))) return { state: 'unknown' };
  const steps = z.array(membershipStep).safeParse(field(after, 'membership_plan'));
  return steps.success ? { state: 'known', steps: steps.data } : { state: 'none' };
}

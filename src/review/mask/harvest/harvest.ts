import type { PlanDocument, PlannedChange, ResourceChange } from '../../plan/format.js';
import { field } from '../../value/json.js';
import { Masker } from '../masker.js';
import { Collector } from './collector.js';
import { harvestNamed } from './named.js';
import { harvestState } from './state.js';
import { harvestVariables } from './variables.js';

/** A masker that knows every secret of the plan, from each of the places where a plan holds values. */
export function maskerOf(plan: PlanDocument): Masker {
  const found = new Collector();
  harvestVariables(plan, found);
  harvestState(plan.planned_values, found);
  harvestState(field(plan.prior_state, 'values'), found);
  for (const change of plan.resource_changes ?? []) harvestResource(change, found);
  for (const change of plan.resource_drift ?? []) harvestResource(change, found);
  for (const deferred of plan.deferred_changes ?? []) harvestResource(deferred.resource_change, found);
  for (const output of Object.values(plan.output_changes ?? {})) harvestChange(output, found);
  for (const action of plan.action_invocations ?? []) {
    found.addMarked(action.config_values, action.config_sensitive);
    harvestNamed(action.type ?? '', action.config_values, found);
  }
  return new Masker(found.secrets, found.whole, plan.timestamp ?? null);
}

function harvestResource(resource: ResourceChange, into: Collector): void {
  harvestChange(resource.change, into);
  harvestNamed(resource.type, resource.change.before, into);
  harvestNamed(resource.type, resource.change.after, into);
}

function harvestChange(change: PlannedChange, into: Collector): void {
  into.addMarked(change.before, change.before_sensitive);
  into.addMarked(change.after, change.after_sensitive);
}

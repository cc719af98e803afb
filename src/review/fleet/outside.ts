import type { PlanDocument, ResourceChange } from '../plan/format.js';
import { field, listField, stringField } from '../value/json.js';

/** Types that are looked up in the prior state when the plan leaves them out. */
const INTERESTING = /^quorate_|^aws_(?:instance|lb|alb)|^azurerm_linux_virtual_machine$|^google_compute_instance$/;

/**
 * Objects of the prior state for which the plan has no entry, as unchanged.
 *
 * A plan made with `-target` lists only what it was asked for; the rest of the cluster is still there.
 */
export function resourcesOutside(plan: PlanDocument): ResourceChange[] {
  const listed = new Set((plan.resource_changes ?? []).map(({ address }) => address));
  for (const { previous_address } of plan.resource_changes ?? []) if (previous_address) listed.add(previous_address);
  const found: ResourceChange[] = [];
  const walk = (module: unknown): void => {
    for (const resource of listField(module, 'resources')) {
      const change = unchanged(resource);
      if (change !== undefined && INTERESTING.test(change.type) && !listed.has(change.address)) found.push(change);
    }
    for (const child of listField(module, 'child_modules')) walk(child);
  };
  walk(field(field(plan.prior_state, 'values'), 'root_module'));
  return found;
}

function unchanged(resource: unknown): ResourceChange | undefined {
  const [address, type] = [stringField(resource, 'address'), stringField(resource, 'type')];
  if (address === undefined || type === undefined) return undefined;
  const values = field(resource, 'values');
  const index = field(resource, 'index');
  return {
    address,
    type,
    mode: stringField(resource, 'mode'),
    index: typeof index === 'string' || typeof index === 'number' ? index : undefined,
    deposed: stringField(resource, 'deposed_key'),
    change: {
      actions: ['no-op'],
      before: values,
      after: values,
      after_unknown: {},
      before_sensitive: field(resource, 'sensitive_values'),
      after_sensitive: field(resource, 'sensitive_values'),
    },
  };
}

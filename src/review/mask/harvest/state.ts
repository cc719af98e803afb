import { field, isRecord, listField, stringField } from '../../value/json.js';
import type { Collector } from './collector.js';
import { harvestNamed } from './named.js';

/** Secrets of `planned_values` and of the values of `prior_state`. */
export function harvestState(values: unknown, into: Collector): void {
  const outputs = field(values, 'outputs');
  if (isRecord(outputs)) {
    for (const output of Object.values(outputs)) {
      if (field(output, 'sensitive') === true) into.add(field(output, 'value'));
    }
  }
  harvestModule(field(values, 'root_module'), into);
}

function harvestModule(module: unknown, into: Collector): void {
  for (const resource of listField(module, 'resources')) {
    const values = field(resource, 'values');
    into.addMarked(values, field(resource, 'sensitive_values'));
    harvestNamed(stringField(resource, 'type') ?? '', values, into);
  }
  for (const child of listField(module, 'child_modules')) harvestModule(child, into);
}

import type { PlanDocument } from '../../plan/format.js';
import { field, isRecord, listField } from '../../value/json.js';
import type { Collector } from './collector.js';

/**
 * Values of variables that are declared sensitive.
 *
 * The plan's own list of variables carries no marker: it is joined with the declarations in the configuration. A
 * sensitive variable of a module gets its value from a literal or from variables of the caller, which are followed up.
 */
export function harvestVariables(plan: PlanDocument, into: Collector): void {
  const root = field(plan.configuration, 'root_module');
  const sensitive = new Set<string>();
  harvestModule(root, sensitive, into);
  for (const name of sensitive) {
    const value = plan.variables !== null && plan.variables !== undefined ? field(plan.variables, name) : undefined;
    into.add(field(value, 'value'), true);
  }
}

/** Collects literals at once, and the names of this module's variables that turn out to carry a secret. */
function harvestModule(module: unknown, sensitive: Set<string>, into: Collector): void {
  const variables = field(module, 'variables');
  if (isRecord(variables)) {
    for (const name of Object.keys(variables)) {
      if (field(variables[name], 'sensitive') !== true) continue;
      sensitive.add(name);
      into.add(field(variables[name], 'default'), true);
    }
  }
  const calls = field(module, 'module_calls');
  if (!isRecord(calls)) return;
  for (const call of Object.values(calls)) {
    const inner = new Set<string>();
    harvestModule(field(call, 'module'), inner, into);
    const expressions = field(call, 'expressions');
    for (const name of inner) followUp(field(expressions, name), sensitive, into);
  }
}

function followUp(expression: unknown, sensitive: Set<string>, into: Collector): void {
  into.add(field(expression, 'constant_value'), true);
  for (const reference of listField(expression, 'references')) {
    if (typeof reference !== 'string') continue;
    const name = /^var\.([^.[]+)$/.exec(reference)?.[1];
    if (name !== undefined) sensitive.add(name);
  }
}

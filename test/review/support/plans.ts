import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanDocument, ResourceChange } from '../../../src/review/plan/format.js';
import { parsePlan, toPlan } from '../../../src/review/plan/parse.js';

const PLANS = join(import.meta.dirname, '../fixtures/plans');

/** Names of all plans that real Terraform made: of its built-in resources, and of the lab by our own provider. */
export const REAL_PLANS: readonly string[] = readdirSync(PLANS)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
  .sort();

/** A plan that real OpenTofu made of the same configuration, see fixtures/generate.ts. */
export function openTofuPlan(name: string): PlanDocument {
  return parsePlan(readFileSync(join(`${PLANS}-opentofu`, `${name}.json`), 'utf8'));
}

/** A plan that real Terraform made, see fixtures/generate.ts and generate-lab.ts. */
export function realPlan(name: string): PlanDocument {
  return parsePlan(realPlanText(name));
}

export function realPlanText(name: string): string {
  return readFileSync(join(PLANS, `${name}.json`), 'utf8');
}

/** The parts of a hand-written change that matter to a test; the rest is what Terraform would write. */
export interface SyntheticChange {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  readonly replacePaths?: readonly (readonly (string | number)[])[];
  readonly reason?: string;
  readonly deposed?: string;
}

/** A change as plan JSON. Type, name and key are read from the address. */
export function change(one: SyntheticChange): ResourceChange {
  const { address } = one;
  const local = address.replace(/^(?:module\.[^.]+\.)*/, '');
  const key = /\["(.*)"\]$/.exec(local)?.[1];
  const [type = '', name = ''] = local.replace(/\[.*$/, '').split('.');
  const module = address.slice(0, address.length - local.length).replace(/\.$/, '');
  return {
    address,
    type,
    name,
    mode: 'managed',
    provider_name: `registry.terraform.io/example/${type.split('_')[0]}`,
    ...(module === '' ? {} : { module_address: module }),
    ...(key === undefined ? {} : { index: key }),
    ...(one.reason === undefined ? {} : { action_reason: one.reason }),
    ...(one.deposed === undefined ? {} : { deposed: one.deposed }),
    change: {
      actions: [...one.actions],
      before: one.before ?? null,
      after: one.after ?? null,
      after_unknown: one.unknown ?? {},
      before_sensitive: one.beforeSensitive ?? false,
      after_sensitive: one.afterSensitive ?? false,
      ...(one.replacePaths === undefined ? {} : { replace_paths: one.replacePaths.map((path) => [...path]) }),
    },
  };
}

/** A plan written by hand: synthetic, for what built-in resources cannot produce. */
export function syntheticPlan(
  changes: readonly SyntheticChange[],
  rest: Readonly<Record<string, unknown>> = {},
): PlanDocument {
  return toPlan({
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: changes.map(change),
    applyable: true,
    complete: true,
    errored: false,
    ...rest,
  });
}

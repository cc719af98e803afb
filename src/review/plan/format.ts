import * as z from 'zod';

/** One step of a path as the plan writes it: attribute name, map key or list index. */
const pathStep = z.union([z.string(), z.number()]);

/** Before, after and the sparse mirrors that say what is sensitive or not known yet. */
export const plannedChange = z.object({
  actions: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  replace_paths: z.array(z.array(pathStep)).nullish(),
  importing: z
    .object({ id: z.string().nullish(), identity: z.unknown().optional(), unknown: z.boolean().nullish() })
    .nullish(),
  generated_config: z.string().nullish(),
});
export type PlannedChange = z.infer<typeof plannedChange>;

export const resourceChange = z.object({
  address: z.string(),
  previous_address: z.string().nullish(),
  module_address: z.string().nullish(),
  mode: z.string().nullish(),
  type: z.string(),
  name: z.string().nullish(),
  index: z.union([z.string(), z.number()]).nullish(),
  provider_name: z.string().nullish(),
  deposed: z.string().nullish(),
  action_reason: z.string().nullish(),
  change: plannedChange,
});
export type ResourceChange = z.infer<typeof resourceChange>;

const checkAddress = z.object({ to_display: z.string().nullish(), kind: z.string().nullish() });

export const checkResult = z.object({
  address: checkAddress,
  status: z.string().nullish(),
  instances: z
    .array(
      z.object({
        address: checkAddress.nullish(),
        status: z.string().nullish(),
        problems: z.array(z.object({ message: z.string().nullish() })).nullish(),
      }),
    )
    .nullish(),
});
export type CheckResult = z.infer<typeof checkResult>;

export const actionInvocation = z.object({
  address: z.string(),
  type: z.string().nullish(),
  config_values: z.unknown().optional(),
  config_sensitive: z.unknown().optional(),
  config_unknown: z.unknown().optional(),
  lifecycle_action_trigger: z
    .object({ triggering_resource_address: z.string().nullish(), action_trigger_event: z.string().nullish() })
    .nullish(),
});
export type ActionInvocation = z.infer<typeof actionInvocation>;

const deferredChange = z.object({ reason: z.string().nullish(), resource_change: resourceChange });
export type DeferredChange = z.infer<typeof deferredChange>;

/**
 * What is read of `terraform show -json PLAN`, of Terraform and OpenTofu alike.
 *
 * Unknown fields are dropped. Values of resources stay `unknown`: they are walked with their mirrors, never cast.
 */
export const planDocument = z.object({
  format_version: z.string(),
  terraform_version: z.string().nullish(),
  variables: z.record(z.string(), z.object({ value: z.unknown().optional() }).nullable()).nullish(),
  planned_values: z.unknown().optional(),
  prior_state: z.unknown().optional(),
  configuration: z.unknown().optional(),
  resource_changes: z.array(resourceChange).nullish(),
  resource_drift: z.array(resourceChange).nullish(),
  relevant_attributes: z.array(z.object({ resource: z.string(), attribute: z.array(pathStep).nullish() })).nullish(),
  output_changes: z.record(z.string(), plannedChange).nullish(),
  checks: z.array(checkResult).nullish(),
  deferred_changes: z.array(deferredChange).nullish(),
  action_invocations: z.array(actionInvocation).nullish(),
  timestamp: z.string().nullish(),
  applyable: z.boolean().nullish(),
  complete: z.boolean().nullish(),
  errored: z.boolean().nullish(),
});
export type PlanDocument = z.infer<typeof planDocument>;

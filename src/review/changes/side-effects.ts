import type { Masker } from '../mask/masker.js';
import { joined, type SafeText, say } from '../mask/safe-text.js';
import type { Action, Check, DeferredChange, OutputChange } from '../model/index.js';
import type { CheckResult, PlanDocument, PlannedChange } from '../plan/format.js';
import { attributeChanges } from './attributes.js';
import { reviewedChange } from './resource-change.js';

/** Outputs that change; an output that becomes unknown changes. */
export function outputsOf(plan: PlanDocument, masker: Masker): OutputChange[] {
  const outputs = Object.entries(plan.output_changes ?? {}).map(([name, planned]): OutputChange => {
    const kind = outputKind(planned.actions);
    const { attributes } = attributeChanges('', wrapped(planned), masker);
    return { name: masker.text(name), kind, attributes: kind === 'no-op' ? [] : attributes };
  });
  return outputs.filter(({ kind }) => kind !== 'no-op').sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** An output as an object with one attribute, so that it is compared like any other. */
function wrapped(planned: PlannedChange): PlannedChange {
  const wrap = (value: unknown) => (value === undefined ? {} : { value });
  return {
    actions: planned.actions,
    before: wrap(planned.before),
    after: wrap(planned.after),
    after_unknown: wrap(planned.after_unknown),
    before_sensitive: wrap(planned.before_sensitive),
    after_sensitive: wrap(planned.after_sensitive),
  };
}

function outputKind(actions: readonly string[]): OutputChange['kind'] {
  if (actions.includes('delete')) return actions.includes('create') ? 'update' : 'delete';
  if (actions.includes('create')) return 'create';
  return actions.some((action) => action !== 'no-op') ? 'update' : 'no-op';
}

/** Checks, preconditions and postconditions, those that did not pass first. */
export function checksOf(plan: PlanDocument, masker: Masker): Check[] {
  const checks = (plan.checks ?? []).map((raw): Check => {
    const status = statusOf(raw.status);
    return {
      address: masker.text(raw.address.to_display ?? '(unnamed)'),
      kind: masker.text(raw.address.kind ?? 'check'),
      status,
      problems: problemsOf(raw).map((message) => masker.text(message)),
    };
  });
  return checks.sort((a, b) => STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status));
}

const STATUS_ORDER: readonly Check['status'][] = ['error', 'fail', 'unknown', 'pass'];

function statusOf(status: string | null | undefined): Check['status'] {
  return STATUS_ORDER.find((known) => known === status) ?? 'unknown';
}

function problemsOf(raw: CheckResult): string[] {
  const messages = (raw.instances ?? []).flatMap(({ problems }) =>
    (problems ?? []).map(({ message }) => message ?? ''),
  );
  return [...new Set(messages.filter((message) => message !== ''))];
}

/** Changes that are put off to a later plan. */
export function deferredOf(plan: PlanDocument, masker: Masker): DeferredChange[] {
  return (plan.deferred_changes ?? []).map(({ reason, resource_change }) => ({
    // Masked before it is made readable: what is taken apart first is no longer recognised.
    reason: joined(masker.text(reason ?? 'no reason given').split('_') as SafeText[], ' '),
    change: reviewedChange(resource_change, masker).change,
  }));
}

/** Provider actions that run during the apply. */
export function actionsOf(plan: PlanDocument, masker: Masker): Action[] {
  return (plan.action_invocations ?? []).map((raw) => {
    const trigger = raw.lifecycle_action_trigger;
    const event = masker.text(trigger?.action_trigger_event ?? 'a change');
    const configuration = attributeChanges(
      raw.type ?? '',
      {
        actions: ['create'],
        before: null,
        after: raw.config_values,
        after_unknown: raw.config_unknown,
        before_sensitive: false,
        after_sensitive: raw.config_sensitive,
      },
      masker,
    );
    return {
      address: masker.text(raw.address),
      type: masker.text(raw.type ?? 'unknown'),
      trigger:
        trigger === null || trigger === undefined
          ? null
          : say`${event} of ${masker.text(trigger.triggering_resource_address ?? 'an object')}`,
      configuration: configuration.attributes,
    };
  });
}

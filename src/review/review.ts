import { acknowledge } from './acknowledge/apply.js';
import type { AcknowledgementEntry } from './acknowledge/file.js';
import { driftOf } from './changes/drift.js';
import { byRank } from './changes/rank.js';
import { type Reviewed, reviewedChange } from './changes/resource-change.js';
import { actionsOf, checksOf, deferredOf, outputsOf } from './changes/side-effects.js';
import { canonicalChanges, fingerprintOf } from './fingerprint/canonical.js';
import { fleetsOf } from './fleet/index.js';
import { maskerOf } from './mask/harvest/harvest.js';
import type { Masker } from './mask/masker.js';
import { type Counts, EXIT_CODES, REVIEW_SCHEMA, type Review } from './model/index.js';
import type { PlanDocument } from './plan/format.js';
import { topologyOf } from './topology/build.js';
import { decide } from './verdict/decide.js';
import { headlineOf } from './verdict/headline.js';
import { judge } from './verdict/index.js';

/** What a review takes into account besides the plan. */
export interface ReviewOptions {
  /** Name of the environment. @default the environment of the plan's only cluster */
  readonly environment?: string | undefined;
  /** Findings that somebody accepted. @default none */
  readonly acknowledgements?: readonly AcknowledgementEntry[];
  /** Day by which acknowledgements expire. @default now */
  readonly now?: Date;
  /**
   * Whether the state was refreshed when the plan was made, where the caller knows: a plan does not say it.
   * @default judged by what the plan shows
   */
  readonly refreshed?: boolean | undefined;
  /** Any change at all needs approval, for jobs that expect no difference. @default false */
  readonly strict?: boolean;
  /** Synthesised configurations (`cdk.tf.json`) of the base and of the change, for what a plan does not contain. */
  readonly configurations?: { readonly before: unknown; readonly after: unknown } | undefined;
}

/**
 * Reviews a plan: what it does and why, what is at stake, and whether every cluster keeps quorum.
 *
 * Pure: the same plan and options give the same review. Every text in it is masked.
 *
 * @example
 * const result = reviewPlan(parsePlan(await readFile('plan.json', 'utf8')), { environment: 'prod' });
 * process.exitCode = result.exit_code;
 */
export function reviewPlan(plan: PlanDocument, options: ReviewOptions = {}): Review {
  const masker = maskerOf(plan);
  const reviewed = (plan.resource_changes ?? []).map((raw) => reviewedChange(raw, masker));
  const items = reviewed.filter(isShown).sort((a, b) => byRank(a.change, b.change));
  const drift = driftOf(plan, masker);
  const fleets = fleetsOf(plan);
  const checks = checksOf(plan, masker);
  const deferred = deferredOf(plan, masker);
  const actions = actionsOf(plan, masker);
  const outputs = outputsOf(plan, masker);
  const { configurations, refreshed } = options;
  const judged = judge({ plan, items, fleets, checks, deferred, actions, configurations, refreshed }, masker);
  const environment = options.environment ?? onlyOne(fleets.map((fleet) => fleet.environment));
  const now = options.now ?? new Date();
  const findings = acknowledge(judged.findings, options.acknowledgements ?? [], environment, now, masker);
  const changes = items.map(({ change }) => change);
  const counted: Counts = {
    ...countChanges(items),
    unchanged: reviewed.length - items.length,
    drift: drift.relevant.length,
    deferred: deferred.length,
    actions: actions.length,
    outputs: outputs.length,
    failed_checks: checks.filter(({ status }) => status === 'fail' || status === 'error').length,
  };
  const decided = decide(findings, counted);
  const decision = options.strict === true && decided === 'changes' ? 'approval' : decided;
  const substance = { changes, drift: drift.relevant.map(({ change }) => change), outputs, deferred, actions };
  return {
    schema: REVIEW_SCHEMA,
    environment: environment === null ? null : masker.text(environment),
    plan: {
      ...originOf(plan, masker),
      refreshed: findings.some(({ code }) => code === 'QRV-PLAN-STALE') ? false : (refreshed ?? null),
    },
    decision,
    exit_code: EXIT_CODES[decision],
    headline: headlineOf(decision, counted, findings, judged.quorum),
    counts: counted,
    findings,
    quorum: judged.quorum,
    ...substance,
    irrelevant_drift: drift.irrelevant,
    checks,
    topology: topologyOf(fleets, items, masker),
    fingerprint: fingerprintOf(canonicalChanges(substance)),
  };
}

function isShown({ change }: Reviewed): boolean {
  return change.kind !== 'no-op';
}

type ChangeCounts = Pick<Counts, 'create' | 'update' | 'destroy' | 'replace' | 'forget' | 'import' | 'move' | 'read'>;

function countChanges(items: readonly Reviewed[]): ChangeCounts {
  const counts = { create: 0, update: 0, destroy: 0, replace: 0, forget: 0, import: 0, move: 0, read: 0 };
  for (const { change } of items) {
    const { kind, order } = change;
    if (kind === 'create' || kind === 'replace') counts.create += 1;
    if (kind === 'delete' || (kind === 'replace' && order !== 'create-and-forget')) counts.destroy += 1;
    if (kind === 'replace') counts.replace += 1;
    if (kind === 'forget' || order === 'create-and-forget') counts.forget += 1;
    if (kind === 'update') counts.update += 1;
    if (kind === 'read') counts.read += 1;
    if (change.importing !== null) counts.import += 1;
    if (change.previous_address !== null) counts.move += 1;
  }
  return counts;
}

function originOf(plan: PlanDocument, masker: Masker): Omit<Review['plan'], 'refreshed'> {
  return {
    tool: toolOf(plan),
    tool_version: plan.terraform_version == null ? null : masker.text(plan.terraform_version),
    applyable: plan.applyable ?? null,
    complete: plan.complete ?? null,
    errored: plan.errored === true,
  };
}

/** Terraform writes `applyable` since 1.8, OpenTofu never; before that nothing in a plan tells them apart. */
function toolOf(plan: PlanDocument): Review['plan']['tool'] {
  if (typeof plan.applyable === 'boolean') return 'terraform';
  const minor = Number(/^1\.(\d+)/.exec(plan.terraform_version ?? '')?.[1] ?? Number.NaN);
  return minor >= 8 ? 'opentofu' : 'unknown';
}

function onlyOne(names: readonly (string | null)[]): string | null {
  return names.length === 1 ? (names[0] ?? null) : null;
}

import { QuorateError, reasonOf } from '../../schema/index.js';
import { isRecord } from '../value/json.js';
import { assertDepth } from './depth.js';
import { type PlanDocument, planDocument } from './format.js';

const CURE = 'Pass the output of `terraform show -json PLANFILE`, or the plan file itself.';

/**
 * Reads the JSON form of a plan.
 *
 * @throws QuorateError `QRT-REVIEW-NOT-A-PLAN` for anything else, `QRT-REVIEW-TRUNCATED` for JSON that ends early,
 * `QRT-REVIEW-VERSION` for a format with a major version that this program does not know.
 */
export function parsePlan(text: string): PlanDocument {
  return toPlan(parseJson(text));
}

/** The same for JSON that has been parsed already. */
export function toPlan(json: unknown): PlanDocument {
  if (!isRecord(json)) throw notAPlan(`expected a JSON object, received ${describe(json)}`);
  assertVersion(json['format_version'], json);
  if (!('resource_changes' in json) && !('planned_values' in json) && 'values' in json) {
    throw notAPlan('this is a state (it has "values" and no planned changes), not a plan');
  }
  assertDepth(json);
  const parsed = planDocument.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw notAPlan(`${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'unreadable'}`);
}

/** Parses JSON and tells a cut-off document from something that never was JSON. */
export function parseJson(text: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') throw notAPlan('the input is empty');
  try {
    return JSON.parse(trimmed);
  } catch (error) {
    if (trimmed.startsWith('{"@level"')) {
      throw notAPlan('this is the log of `terraform plan -json`, not the plan');
    }
    if (!trimmed.startsWith('{')) throw notAPlan('the input is not JSON; reports for people are never parsed');
    if (looksCutOff(trimmed, reasonOf(error))) {
      throw new QuorateError(
        'QRT-REVIEW-TRUNCATED',
        `the plan ends in the middle of a value, after ${trimmed.length} characters`,
        'Write the plan again: the command that made it was cut off, or the disk is full.',
      );
    }
    // The parser's own message quotes the text around the place, which may be a secret: only the place is kept.
    const place = /position \d+/.exec(reasonOf(error))?.[0] ?? 'an unknown position';
    throw notAPlan(`the JSON is broken at ${place}`);
  }
}

function looksCutOff(text: string, reason: string): boolean {
  if (/end of JSON input|Unterminated/i.test(reason)) return true;
  const position = /position (\d+)/.exec(reason)?.[1];
  return position !== undefined && Number(position) >= text.length - 1;
}

function assertVersion(version: unknown, json: Record<string, unknown>): void {
  if (typeof version !== 'string' || !/^\d+\.\d+/.test(version)) {
    const keys = Object.keys(json).length;
    throw notAPlan(`expected a "format_version" such as "1.2", received an object of ${keys} keys without one`);
  }
  const major = Number(version.split('.')[0]);
  if (major === 1) return;
  throw new QuorateError(
    'QRT-REVIEW-VERSION',
    `the plan has format_version ${version.slice(0, 20)}; this program reads 1.x`,
    'Update quorate, or make the plan with a Terraform or OpenTofu release that writes format 1.x.',
  );
}

function notAPlan(what: string): QuorateError {
  return new QuorateError('QRT-REVIEW-NOT-A-PLAN', `cannot read the plan: ${what}`, CURE);
}

function describe(json: unknown): string {
  if (json === null) return 'null';
  return Array.isArray(json) ? 'a list' : `a ${typeof json}`;
}

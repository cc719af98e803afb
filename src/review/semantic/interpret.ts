import type { Masker } from '../mask/masker.js';
import { say } from '../mask/safe-text.js';
import type { Meaning } from '../model/index.js';
import type { Difference } from '../value/difference.js';
import { decoded, isDocument, parseEmbedded } from '../value/embedded.js';
import { anyMarked } from '../value/marks.js';
import type { Path } from '../value/path.js';
import { documentMeaning, jsonMeaning } from './document/meaning.js';
import { comparePolicies, type PolicyComparison } from './iam/compare.js';
import { policyMeaning } from './iam/meaning.js';
import { parsePolicy } from './iam/policy.js';
import { listMeaning } from './list-meaning.js';
import { stepsMeaning } from './membership-plan.js';
import { compareRules, type NetworkComparison } from './network/compare.js';
import { networkMeaning } from './network/meaning.js';
import { isRuleList, rulesOfList } from './network/rules-of.js';

/** What a difference means, with the facts that verdicts judge by. */
export interface Interpretation {
  readonly meaning: Meaning;
  readonly policy?: PolicyComparison;
  readonly network?: NetworkComparison;
}

/** Attributes that hold a document for a machine: text, base64 or compressed base64. */
const DOCUMENTS = new Set(['user_data', 'user_data_base64', 'custom_data', 'user-data', 'cloud_init']);

/** Attributes that hold a policy; a policy anywhere else is recognised by its form. */
const POLICY = /(?:^|_)policy(?:_document|_json)?$/;

/** True for values that are compared as a whole because only their meaning tells what changed. */
export function isMeaningful(type: string, path: Path): boolean {
  const name = path.at(-1);
  return typeof name === 'string' && path.length === 1 && isRuleList(type, name);
}

/** What a difference means; undefined where before and after say it all. */
export function interpret(type: string, difference: Difference, masker: Masker): Interpretation | undefined {
  const { path, before, after, action } = difference;
  const name = String(path.at(-1) ?? '');
  if (action === 'same') return undefined;
  if (anyMarked(difference.unknown)) {
    return POLICY.test(name) ? { meaning: notKnown() } : undefined;
  }
  if (isMeaningful(type, path)) {
    const direction = name === 'egress' ? 'egress' : 'ingress';
    const network = compareRules(rulesOfList(direction, before.value), rulesOfList(direction, after.value));
    return { network, meaning: networkMeaning(network, masker) };
  }
  if (type === 'quorate_cluster' && name === 'membership_plan') return stepsMeaning(after.value, masker);
  if (Array.isArray(before.value) && Array.isArray(after.value)) {
    return action === 'reorder' ? undefined : { meaning: listMeaning(before, after, masker) };
  }
  return interpretText(name, before.value, after.value, masker);
}

function interpretText(name: string, before: unknown, after: unknown, masker: Masker): Interpretation | undefined {
  const sides = [before, after].filter((value) => value !== null && value !== undefined && value !== '');
  const texts = sides.filter((value) => typeof value === 'string');
  if (texts.length === 0 || texts.length < sides.length) return undefined;
  const policies = [before, after].map((value) => (sides.includes(value) ? parsePolicy(value) : []));
  const [old, next] = policies;
  if (old !== undefined && next !== undefined) {
    const policy = comparePolicies(old, next);
    return { policy, meaning: policyMeaning(policy, masker) };
  }
  if (DOCUMENTS.has(name)) return { meaning: documentMeaning(readable(before), readable(after), masker) };
  if (texts.every((value) => parseEmbedded(value) !== undefined)) {
    return { meaning: jsonMeaning(parseEmbedded(before), parseEmbedded(after), masker) };
  }
  const plain = texts.map((value) => decoded(value) ?? value);
  const encoded = plain.some((text, index) => text !== texts[index]);
  if (encoded || plain.some(isDocument)) {
    return { meaning: documentMeaning(readable(before), readable(after), masker) };
  }
  return undefined;
}

/** The document itself, whatever it is wrapped in; null when there is none. */
function readable(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  return decoded(value) ?? value;
}

function notKnown(): Meaning {
  return {
    kind: 'policy',
    effect: 'unclear',
    summary: say`the policy is known only after apply`,
    lines: [],
    omitted: 0,
  };
}

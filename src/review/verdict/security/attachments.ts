import type { Reviewed } from '../../changes/resource-change.js';
import type { Masker } from '../../mask/masker.js';
import { say } from '../../mask/safe-text.js';
import { field, listField } from '../../value/json.js';
import type { Draft } from '../draft.js';

const ATTACHMENT = /^aws_iam_(?:role|user|group)_policy_attachment$|^aws_iam_policy_attachment$/;

/** Managed policies that are attached: what they allow is not in the plan. */
export function attachmentFindings(items: readonly Reviewed[], masker: Masker): Draft[] {
  return items.flatMap(({ raw, change }) =>
    newPolicies(raw.type, raw.change.before, raw.change.after).map((arn) => ({
      code: 'QRV-IAM-ATTACHED',
      address: change.address,
      title:
        arn === null ? say`a policy is attached that is known only after apply` : say`attaches ${masker.text(arn)}`,
      ...(arn !== null && /AdministratorAccess|FullAccess|PowerUser|\*/.test(arn)
        ? { detail: say`this policy allows nearly everything of its kind` }
        : {}),
    })),
  );
}

function newPolicies(type: string, before: unknown, after: unknown): (string | null)[] {
  if (after === null || after === undefined) return [];
  if (ATTACHMENT.test(type)) {
    const arn = field(after, 'policy_arn');
    if (arn !== undefined && arn === field(before, 'policy_arn')) return [];
    return [typeof arn === 'string' ? arn : null];
  }
  if (type !== 'aws_iam_role') return [];
  const known = new Set(listField(before, 'managed_policy_arns'));
  return listField(after, 'managed_policy_arns').filter(
    (arn) => typeof arn === 'string' && !known.has(arn),
  ) as string[];
}

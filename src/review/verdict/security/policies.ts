import type { Reviewed } from '../../changes/resource-change.js';
import type { Masker } from '../../mask/masker.js';
import { listed, type SafeText, say } from '../../mask/safe-text.js';
import type { PolicyComparison } from '../../semantic/iam/compare.js';
import { describeStatement } from '../../semantic/iam/describe.js';
import type { Draft } from '../draft.js';

const KEY_TYPES = /^aws_kms_(?:key|external_key|replica_key|key_policy)$/;

/** Policies that allow more, and keys whose users change. */
export function policyFindings(items: readonly Reviewed[], masker: Masker): Draft[] {
  return items.flatMap((item) =>
    item.facts.flatMap(({ path, interpretation: { policy, meaning } }) => {
      if (policy !== undefined) return judge(item, path, policy, masker);
      if (meaning.kind !== 'policy' || meaning.effect !== 'unclear') return [];
      return [
        {
          code: 'QRV-IAM-UNKNOWN',
          address: item.change.address,
          title: say`${path} is known only after apply`,
        } as const,
      ];
    }),
  );
}

function judge({ raw, change }: Reviewed, path: SafeText, policy: PolicyComparison, masker: Masker): Draft[] {
  // What is destroyed grants nothing; only policies that stand for themselves can lift a denial by going.
  if (change.kind === 'delete' && !/policy/.test(raw.type)) return [];
  const drafts: Draft[] = [];
  const address = change.address;
  const evidence = (statements: PolicyComparison['gained']) =>
    listed(
      statements.slice(0, 20).map((statement) => describeStatement(statement, masker)),
      3,
    );
  if (KEY_TYPES.test(raw.type) && (policy.principalsChanged || policy.effect === 'broadened')) {
    const detail = policy.gained.length > 0 ? { detail: evidence(policy.gained) } : {};
    drafts.push({
      code: 'QRV-KEY-POLICY',
      address,
      title: say`${path} changes who may use or manage the key`,
      ...detail,
    });
  }
  const allowed = policy.gained.filter(({ allows }) => allows);
  const denied = policy.gained.filter(({ allows }) => !allows);
  if (denied.length > 0) {
    drafts.push({
      code: 'QRV-IAM-DENY-REMOVED',
      address,
      title: say`${path} no longer denies`,
      detail: evidence(denied),
    });
  }
  if (policy.wildcards.length > 0) {
    const detail = evidence(policy.wildcards);
    drafts.push({ code: 'QRV-IAM-WILDCARD', address, title: say`${path} allows something new by a wildcard`, detail });
  }
  if (allowed.length > policy.wildcards.length) {
    drafts.push({
      code: 'QRV-IAM-BROADENED',
      address,
      title: say`${path} allows more than before`,
      detail: evidence(allowed),
    });
  }
  return drafts;
}

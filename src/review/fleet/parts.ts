import { stringField } from '../value/json.js';
import { attributeIn, type Fact, labelIn } from './fact.js';

/** What a part of a cluster is, other than a machine or the cluster itself. */
export type PartKind = 'attachment' | 'balancer' | 'seal' | 'member' | 'store';

export interface PartFact extends Fact {
  readonly kind: PartKind;
  /** Machine that an attachment or member belongs to, as its id before the apply. */
  readonly machineId: string | null;
}

const KINDS: Readonly<Record<string, PartKind>> = {
  quorate_attachment: 'attachment',
  aws_lb_target_group_attachment: 'attachment',
  aws_alb_target_group_attachment: 'attachment',
  quorate_load_balancer: 'balancer',
  aws_lb: 'balancer',
  aws_alb: 'balancer',
  quorate_seal: 'seal',
  quorate_member: 'member',
  aws_kms_key: 'seal',
  aws_kms_external_key: 'seal',
  azurerm_key_vault_key: 'seal',
  google_kms_crypto_key: 'seal',
  aws_s3_bucket: 'store',
  aws_secretsmanager_secret: 'store',
};

/** A part of a cluster; resources of clouds other than attachments count only with our labels or by name. */
export function partFact(fact: Fact): PartFact | undefined {
  const { raw } = fact;
  const kind = Object.hasOwn(KINDS, raw.type) ? KINDS[raw.type] : undefined;
  if (kind === undefined) return undefined;
  if (!raw.type.startsWith('quorate_') && kind !== 'attachment' && !isOurs(fact)) return undefined;
  const before = raw.change.before;
  return { ...fact, kind, machineId: stringField(before, 'machine_id') ?? stringField(before, 'target_id') ?? null };
}

/** True when losing the object means that the members cannot unseal any more. */
export function isSealKey(fact: Fact): boolean {
  if (fact.raw.type === 'quorate_machine') return attributeIn(fact.raw, 'role') === 'seal';
  const kind = Object.hasOwn(KINDS, fact.raw.type) ? KINDS[fact.raw.type] : undefined;
  return kind === 'seal' && (fact.raw.type === 'quorate_seal' || isOurs(fact));
}

function isOurs({ raw, environment, values }: Fact): boolean {
  if (environment !== null || labelIn(raw, 'role') !== undefined) return true;
  const text = `${raw.address} ${stringField(values, 'description') ?? ''}`;
  return KINDS[raw.type] === 'seal' && /(?:^|[^a-z])(?:un)?seal|quorate|vault|openbao/i.test(text);
}

import type { Reviewed } from '../../changes/resource-change.js';
import { type SafeText, say } from '../../mask/safe-text.js';
import { field, isRecord } from '../../value/json.js';
import { anyMarked, markOf } from '../../value/marks.js';
import type { Code } from '../catalogue.js';
import type { Draft } from '../draft.js';

/** A setting with a weak value. */
interface Switch {
  readonly code: Code;
  readonly type: RegExp;
  /** Attribute, or block and attribute. */
  readonly path: readonly string[];
  readonly weak: (value: unknown) => boolean;
  readonly title: SafeText;
}

const off = (value: unknown) => value === false;
const on = (value: unknown) => value === true;
const setting = (
  code: Code,
  type: RegExp,
  path: string,
  weak: (value: unknown) => boolean,
  title: SafeText,
): Switch => ({
  code,
  type,
  path: path.split('.'),
  weak,
  title,
});

const MACHINE = /^aws_(?:instance|launch_template|launch_configuration|spot_instance_request)$/;
const ANY = /^/;
const BLOCK = /^aws_s3_(?:bucket|account)_public_access_block$/;
const notBlocked = say`public access to the store is no longer blocked`;

const SWITCHES: readonly Switch[] = [
  setting(
    'QRV-IMDS-OPTIONAL',
    MACHINE,
    'metadata_options.http_tokens',
    (value) => value === 'optional',
    say`instance metadata is served without a token`,
  ),
  setting(
    'QRV-IMDS-HOPS',
    MACHINE,
    'metadata_options.http_put_response_hop_limit',
    (value) => typeof value === 'number' && value > 1,
    say`instance metadata can be reached over more than one hop`,
  ),
  setting('QRV-ENCRYPTION-OFF', ANY, 'encrypted', off, say`encryption is off`),
  setting('QRV-ENCRYPTION-OFF', MACHINE, 'root_block_device.encrypted', off, say`the root volume is not encrypted`),
  setting('QRV-ENCRYPTION-OFF', MACHINE, 'ebs_block_device.encrypted', off, say`a volume is not encrypted`),
  setting('QRV-ENCRYPTION-OFF', ANY, 'storage_encrypted', off, say`storage is not encrypted`),
  setting('QRV-ENCRYPTION-OFF', ANY, 'at_rest_encryption_enabled', off, say`data at rest is not encrypted`),
  setting('QRV-ENCRYPTION-OFF', ANY, 'transit_encryption_enabled', off, say`data in transit is not encrypted`),
  setting('QRV-KEY-ROTATION', /^aws_kms_/, 'enable_key_rotation', off, say`the key is no longer rotated`),
  setting('QRV-PUBLIC-ADDRESS', ANY, 'associate_public_ip_address', on, say`gets a public address`),
  setting('QRV-PUBLIC-ADDRESS', ANY, 'map_public_ip_on_launch', on, say`machines in this subnet get public addresses`),
  setting('QRV-PUBLIC-ADDRESS', ANY, 'publicly_accessible', on, say`can be reached from the internet`),
  setting('QRV-PUBLIC-ADDRESS', /^aws_a?lb$/, 'internal', off, say`the load balancer faces the internet`),
  setting(
    'QRV-PUBLIC-STORE',
    /^aws_s3_bucket/,
    'acl',
    (value) => typeof value === 'string' && /public|authenticated/.test(value),
    say`the store is open to strangers`,
  ),
  setting('QRV-PUBLIC-STORE', BLOCK, 'block_public_acls', off, notBlocked),
  setting('QRV-PUBLIC-STORE', BLOCK, 'block_public_policy', off, notBlocked),
  setting('QRV-PUBLIC-STORE', BLOCK, 'ignore_public_acls', off, notBlocked),
  setting('QRV-PUBLIC-STORE', BLOCK, 'restrict_public_buckets', off, notBlocked),
  setting('QRV-AUDIT-OFF', /^aws_cloudtrail$/, 'enable_logging', off, say`the trail no longer records`),
];

/** Settings that become weak, by a change or in something new. */
export function switchFindings(items: readonly Reviewed[]): Draft[] {
  return items.flatMap((item) => {
    if (item.change.kind === 'delete' || item.change.kind === 'forget' || item.change.kind === 'no-op') return [];
    const drafts = SWITCHES.filter((entry) => entry.type.test(item.raw.type) && becomesWeak(item, entry)).map(
      (entry) => ({
        code: entry.code,
        address: item.change.address,
        title: entry.title,
      }),
    );
    return drafts.filter((draft, index) => drafts.findIndex(({ title }) => title === draft.title) === index);
  });
}

function becomesWeak({ raw }: Reviewed, { path, weak }: Switch): boolean {
  const { before, after } = raw.change;
  return valuesAt(after, path).some(weak) && !valuesAt(before, path).some(weak);
}

/** Protections that are kept in something that was there and is removed, or unset. */
const REMOVALS: readonly { readonly type: RegExp; readonly code: Code; readonly title: SafeText }[] = [
  {
    type: /^aws_s3_bucket_server_side_encryption_configuration$/,
    code: 'QRV-ENCRYPTION-OFF',
    title: say`the rule that encrypts the store is removed`,
  },
  { type: BLOCK, code: 'QRV-PUBLIC-STORE', title: notBlocked },
  {
    type: /^aws_(?:cloudtrail|flow_log|config_configuration_recorder|guardduty_detector)$/,
    code: 'QRV-AUDIT-OFF',
    title: say`what records events is removed`,
  },
];

/** Whole resources whose removal weakens something else, and keys that are taken off what they encrypt. */
export function removalFindings(items: readonly Reviewed[]): Draft[] {
  return items.flatMap(({ raw, change }) => {
    if (change.kind === 'delete') {
      return REMOVALS.filter(({ type }) => type.test(raw.type)).map(({ code, title }) => ({
        code,
        title,
        address: change.address,
      }));
    }
    if (change.kind !== 'update' && change.kind !== 'replace') return [];
    const { before, after, after_unknown: unknown } = raw.change;
    return ['kms_key_id', 'kms_master_key_id', 'kms_key_arn']
      .filter((name) => isSet(field(before, name)) && !isSet(field(after, name)) && !anyMarked(markOf(unknown, name)))
      .map(
        (name) =>
          ({
            code: 'QRV-ENCRYPTION-OFF',
            address: change.address,
            title: say`its own key (${KEY_NAMES[name] ?? say`a key`}) is taken off`,
          }) as const,
      );
  });
}

const KEY_NAMES: Readonly<Record<string, SafeText>> = {
  kms_key_id: say`kms_key_id`,
  kms_master_key_id: say`kms_master_key_id`,
  kms_key_arn: say`kms_key_arn`,
};

/** Values at a path, through blocks that are lists. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  const next = field(value, name);
  if (rest.length === 0) return next === undefined ? [] : [next];
  const blocks = Array.isArray(next) ? next : [next];
  return blocks.filter(isRecord).flatMap((block) => valuesAt(block, rest));
}

function isSet(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

import type { ClusterAccess } from '../access.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/** What opens a cluster's storage, as snapshots name it: the key of an auto-seal, the set of shares of Shamir. */
export async function sealKeyOf(
  { sealed }: Pick<ClusterAccess, 'sealed'>,
  { seal }: Pick<ClusterSpec, 'seal'>,
): Promise<{ readonly type: string; readonly key: string }> {
  const { type, mount_path, key_name, region, kms_key_id } = seal;
  if (type === 'transit') return { type, key: `${mount_path}/${key_name}` };
  if (type === 'awskms') return { type, key: `${region}/${kms_key_id}` };
  return { type, key: (await sealed.read())?.operation ?? 'unknown shares' };
}

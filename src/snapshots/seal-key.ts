import type { RuntimeConfiguration } from '../schema/index.js';

/**
 * What opens a cluster's storage, as manifests name it: the key of an auto-seal, or the shares of this cluster.
 *
 * @param cluster its id
 */
export function sealKeyOf(
  seal: RuntimeConfiguration['seal'],
  cluster: string,
): { readonly type: string; readonly key: string } {
  const { type } = seal;
  switch (type) {
    case 'transit':
      return { type, key: `${seal.mount_path}/${seal.key_name}` };
    case 'awskms':
      return { type, key: `${seal.region}/${seal.kms_key_id}` };
    case 'shamir':
      return { type, key: `shares of ${cluster}` };
  }
}

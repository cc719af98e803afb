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
    case 'azurekeyvault':
      return { type, key: `${seal.vault_name}/${seal.key_name}` };
    case 'gcpckms':
      return { type, key: `${seal.project}/${seal.region}/${seal.key_ring}/${seal.crypto_key}` };
    case 'pkcs11':
      return { type, key: `${seal.token_label}/${seal.key_label}` };
    case 'shamir':
      return { type, key: `shares of ${cluster}` };
  }
}

/**
 * The seal that an engine really runs with: while a cluster moves to another one, that is the one it comes from.
 *
 * @param type what the engine calls it
 */
export function sealInUse(
  { seal, former_seal: former }: Pick<RuntimeConfiguration, 'seal' | 'former_seal'>,
  type: string,
): RuntimeConfiguration['seal'] {
  if (type === 'shamir') return { type };
  return former?.type === type ? former : seal;
}

import type { RuntimeConfiguration } from '../../schema/index.js';
import { QuorateError } from '../../schema/index.js';

/** Where the copy keeps its files and what it reads there. */
export interface CopyFiles {
  readonly data: string;
  readonly certificate: string;
  readonly key: string;
  readonly serverCa: string;
}

export const COPY_ADDRESS = '127.0.0.1';

/**
 * The configuration of a copy that is alone: no peers, and the seal of the original.
 *
 * @throws QuorateError `QRT-FENCE` for a seal that is not behind one address, for which the fence has no hole.
 */
export function copyConfiguration(
  seal: RuntimeConfiguration['seal'],
  sealToken: string | undefined,
  ports: { readonly api: number; readonly cluster: number },
  files: CopyFiles,
): string {
  return [
    `api_addr = "https://${COPY_ADDRESS}:${ports.api}"`,
    `cluster_addr = "https://${COPY_ADDRESS}:${ports.cluster}"`,
    'disable_mlock = true',
    'ui = false',
    `storage "raft" {\n  path = ${quote(files.data)}\n  node_id = "drill"\n  performance_multiplier = 1\n}`,
    `listener "tcp" {\n  address = "${COPY_ADDRESS}:${ports.api}"\n  cluster_address = "${COPY_ADDRESS}:${ports.cluster}"\n  tls_cert_file = ${quote(files.certificate)}\n  tls_key_file = ${quote(files.key)}\n}`,
    sealStanza(seal, sealToken, files),
    '',
  ].join('\n');
}

function sealStanza(seal: RuntimeConfiguration['seal'], token: string | undefined, files: CopyFiles): string {
  switch (seal.type) {
    case 'shamir':
      return '';
    case 'transit':
      return `seal "transit" {\n  address = ${quote(seal.address)}\n  token = ${quote(token ?? '')}\n  key_name = ${quote(seal.key_name)}\n  mount_path = ${quote(seal.mount_path)}\n  tls_ca_cert = ${quote(files.serverCa)}\n}`;
    default:
      throw new QuorateError(
        'QRT-FENCE',
        `the fence has a hole for a seal at one address, and ${seal.type} is reached otherwise`,
        'Restore the snapshot in an account of its own, whose network lets nothing out but to the key.',
      );
  }
}

function quote(value: string): string {
  return JSON.stringify(value).replaceAll('${', '\\u0024{');
}

import type { Customization } from '../image/index.js';
import type { Platform } from './platform.js';

/** One thing that is done on the builder. */
export interface ProvisioningStepProps {
  /** What it does, as progress shows it. */
  readonly name: string;
  /**
   * Shell text, run as root; any exit code but 0 ends the bake. It is part of the configuration and of what names the
   * image: no secret belongs in it, and none may be left in what it writes. The builder reaches no network.
   */
  readonly script: string;
}

/** What is in the image of the machines beside what every one has. */
export interface MachineImageProps {
  /**
   * Archive (tar, also compressed) of the root file system to start from: a Debian with systemd, an SSH server, nftables,
   * dbus and what else your machines have. Its path is relative to the project.
   * @default Debian 12, made from its packages
   */
  readonly base?: { readonly path: string; readonly sha256: string };
  /**
   * Steps of yours in this order, once everything of ours is in place and before the image is cleaned.
   * @default none
   */
  readonly provision?: readonly ProvisioningStepProps[];
  /**
   * Ed25519 public keys (PEM), of which one must have signed the image before anything boots it (`quorate image sign`).
   * @default none: images need no signature
   */
  readonly signedBy?: readonly string[];
}

const SHA256 = /^[0-9a-f]{64}$/;

/** @throws Error when the platform's machines boot no image, or what is given cannot be part of one. */
export function imageOptions(
  { base, provision = [], signedBy = [] }: MachineImageProps,
  form: Platform['imageForm'],
): Customization & { readonly signers: readonly string[] } {
  const asked = base !== undefined || provision.length > 0 || signedBy.length > 0;
  if (asked && form === 'process') {
    throw new Error(
      "The option image is for machines that boot one: expected Platform.local({ machines: 'nspawn' }) or Platform.aws(…), received Platform.local()",
    );
  }
  if (form === 'ami' && (base !== undefined || signedBy.length > 0)) {
    throw new Error(
      "Images on EC2 start from Debian's own and belong to the account: expected no base and no signedBy beside Platform.aws({ builder })",
    );
  }
  if (base && !SHA256.test(base.sha256)) {
    throw new Error(`A base's sha256 has 64 lower-case hex digits, received "${base.sha256}"`);
  }
  for (const { name, script } of provision) {
    if (name === '' || script === '')
      throw new Error(`A provisioning step has a name and a script, received ${JSON.stringify({ name, script })}`);
  }
  for (const key of signedBy) {
    if (!key.includes('-----BEGIN PUBLIC KEY-----'))
      throw new Error(`signedBy takes Ed25519 public keys in PEM, received "${key.slice(0, 30)}"`);
  }
  return {
    base: base ? { file: base.path, sha256: base.sha256 } : null,
    provision: provision.map(({ name, script }) => ({ name, script })),
    signers: signedBy,
  };
}

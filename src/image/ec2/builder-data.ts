/** A builder ends itself after this time, whatever happened to whoever started it. Minutes. */
export const DEAD_MAN_MINUTES = 60;

/**
 * What the stock image's cloud-init is told: who may come in, and when to end. An instance that shuts itself down is
 * terminated. It is the only machine of ours that reads such a thing: machines of clusters run nothing of what they
 * are told.
 */
export function builderData(authorizedKey: string): string {
  const deadMan = ['systemd-run', `--on-active=${DEAD_MAN_MINUTES}min`, 'systemctl', 'poweroff', '--force'];
  const config = {
    disable_root: false,
    ssh_pwauth: false,
    ssh_deletekeys: true,
    ssh_genkeytypes: ['ed25519'],
    ssh: { emit_keys_to_console: true },
    users: [{ name: 'root', lock_passwd: true, ssh_authorized_keys: [authorizedKey.trim()] }],
    bootcmd: [deadMan],
    package_update: false,
  };
  return `#cloud-config\n${JSON.stringify(config)}\n`;
}

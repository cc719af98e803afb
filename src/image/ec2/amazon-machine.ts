import type { SshSession } from '../../channel/index.js';
import { QuorateError, reasonOf } from '../../schema/index.js';
import { BASE_PACKAGES } from '../machine/base.js';
import { CLEAN_SCRIPT, FINDINGS_SCRIPT } from '../machine/clean-script.js';
import { runOn } from '../machine/remote.js';

/** Amazon's resolver, which answers in every VPC at the same address. */
const RESOLVER = '169.254.169.253';

const MISSING = `
missing=''
for name in ${BASE_PACKAGES.join(' ')}; do
  [ "$(dpkg-query -W -f='\${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing="$missing $name"
done
[ -z "$missing" ] || { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $missing; } >&2`;

// The stock image's cloud-init stays for the one thing that Amazon's disks need of it: a file system as large as the
// volume. It asks nobody for data, and runs nothing that it is told.
const CLOUD_INIT = `
datasource_list: [None]
network: {config: disabled}
cloud_init_modules: [growpart, resizefs]
cloud_config_modules: []
cloud_final_modules: []`;

const NETWORK = `
[Match]
Name=en*
[Network]
DHCP=ipv4
[DHCPv4]
UseDNS=no`;

const PLACE = `
mkdir -p /etc/cloud/cloud.cfg.d /etc/systemd/network
cat > /etc/cloud/cloud.cfg.d/99-quorate.cfg <<'END'${CLOUD_INIT}
END
cat > /etc/systemd/network/05-quorate.network <<'END'${NETWORK}
END
systemctl --quiet unmask systemd-networkd.service
systemctl --quiet enable systemd-networkd.service`;

/**
 * Installs what the stock image lacks of a machine's packages. Gives the version of every package.
 *
 * @throws QuorateError `QRT-BAKE-PACKAGES` when the builder has no way to Debian's mirror, and needs one.
 */
export async function installPackages(session: SshSession, signal: AbortSignal): Promise<Record<string, string>> {
  await runOn(session, 'install its packages', MISSING, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new QuorateError(
      'QRT-BAKE-PACKAGES',
      `the stock image lacks packages that a machine needs, and they could not be installed: ${reasonOf(error)}`,
      'Name a subnet with a way to deb.debian.org for builders: Platform.aws({ builder: { subnetId, securityGroupId } }).',
    );
  });
  const listing = await runOn(session, 'list its packages', "dpkg-query -W -f='${Package}\\t${Version}\\n'", signal);
  return Object.fromEntries(
    listing
      .trim()
      .split('\n')
      .map((line) => line.split('\t')),
  );
}

/** What a machine needs on EC2 beside what it needs everywhere: its network, its resolver, its whole disk. */
export async function settleOnAmazon(session: SshSession, signal: AbortSignal): Promise<void> {
  await runOn(session, 'settle on Amazon', PLACE, signal);
}

/** The last thing that is done on a builder. @throws QuorateError `QRT-IMAGE-UNCLEAN` */
export async function cleanAndLookAfter(session: SshSession, signal: AbortSignal): Promise<void> {
  await runOn(session, 'clean it', CLEAN_SCRIPT, signal);
  const found = (await runOn(session, 'look for what is left', FINDINGS_SCRIPT, signal)).trim();
  if (found !== '') {
    throw new QuorateError(
      'QRT-IMAGE-UNCLEAN',
      `the image would hold what no image may hold: ${found.split('\n').join(', ')}`,
      'A provisioning step of yours wrote it: have it take away what it needs only for itself.',
    );
  }
  await runOn(session, 'name its resolver', `echo 'nameserver ${RESOLVER}' > /etc/resolv.conf\nsync`, signal);
}

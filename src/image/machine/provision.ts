import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { SshSession } from '../../channel/index.js';
import { MACHINE_HOME, MACHINE_PROGRAM, MACHINE_USERS } from '../../schema/index.js';
import { installedFiles } from './installed-files.js';
import { putOn, runOn } from './remote.js';

/** A file of this host that goes into the image's program folder. */
export interface ProgramFile {
  /** Relative to the program folder. */
  readonly file: string;
  readonly from: string;
  readonly sha256: string;
  readonly mode: number;
}

const { engine, agent, operator } = MACHINE_USERS;
/** Fixed, because files of a machine's data disk outlive the image that made them. */
const IDS = { [engine]: 800, [agent]: 801, [operator]: 802 };

const USERS = Object.entries(IDS)
  .map(
    ([name, id]) => `groupadd --system --gid ${id} ${name}
useradd --system --uid ${id} --gid ${id} --home-dir ${MACHINE_HOME} --no-create-home --shell /usr/sbin/nologin --password '*' ${name}`,
  )
  .join('\n');

const FOLDERS = `
install -d -m 0755 -o ${agent} -g ${agent} ${MACHINE_HOME}
install -d -m 0700 -o ${agent} -g ${agent} ${MACHINE_HOME}/config
install -d -m 2750 -o ${agent} -g ${engine} ${MACHINE_HOME}/engine
install -d -m 0700 -o ${engine} -g ${engine} ${MACHINE_HOME}/data
install -d -m 2770 -o ${engine} -g ${agent} ${MACHINE_HOME}/logs`;

// An immutable machine is never updated in place, and has no console to log in on.
const SERVICES = `
systemctl --quiet enable nftables.service quorate-prepare.service quorate-agent.service quorate-verbs.socket
systemctl --quiet disable apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer getty@tty1.service remote-fs.target
systemctl --quiet mask swap.target systemd-networkd.service systemd-resolved.service 2>/dev/null || true`;

const CHECKS = `
sshd -t
nft --check --file /etc/nftables.conf
systemd-analyze verify quorate-agent.service quorate-engine.service quorate-prepare.service
${MACHINE_PROGRAM}/bin/node --version`;

/** Makes a machine of the base that the session leads to. Gives the sha256 of every file that it put there. */
export async function provision(
  session: SshSession,
  { assets, engineFile, programs }: { assets: string; engineFile: string; programs: readonly ProgramFile[] },
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  await runOn(session, 'make the users', `${USERS}${FOLDERS}`, signal);
  const rendered = (await installedFiles(assets, engineFile)).map((file) => ({
    ...file,
    sha256: sha256(file.content),
  }));
  const copied = programs.map(({ file, from, ...rest }) => ({
    ...rest,
    path: join(MACHINE_PROGRAM, file),
    content: { from },
  }));
  // One after the other: they share a connection, and two cores.
  for (const file of [...copied, ...rendered]) await putOn(session, file, signal);
  await runOn(session, 'set the services up', `systemctl daemon-reload\n${SERVICES}`, signal);
  await runOn(session, 'check what was set up', CHECKS, signal);
  return Object.fromEntries([...copied, ...rendered].map(({ path, sha256: sum }) => [path, sum]));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

import { EMPTIED, LOOKED_AT, REMOVED, SECRET, SHADOW_DAY } from './hygiene.js';

/** What a running machine still needs, and no disk keeps. */
const VOLATILE = ['run/*'];

const patterns = REMOVED.filter((pattern) => !VOLATILE.includes(pattern)).map((pattern) => `/${pattern}`);

/**
 * Cleans the machine that it runs on, as the last thing before that is stopped: nobody gets in any more afterwards, and
 * what would write at the stop has stopped before.
 */
export const CLEAN_SCRIPT = `
systemctl stop systemd-random-seed.service systemd-update-utmp.service rsyslog.service 2>/dev/null || true
journalctl --relinquish-var --quiet 2>/dev/null || true
rm -rf /var/log/journal
for pattern in ${patterns.map((pattern) => `'${pattern}'`).join(' ')}; do
  for path in $pattern; do case $path in */.|*/..) ;; *) rm -rf "$path" ;; esac; done
done
for file in ${EMPTIED.join(' ')}; do [ ! -e "/$file" ] || : > "/$file"; done
sed -i -E 's/^([^:]+:[^:]*:)[0-9]+/\\1${SHADOW_DAY}/' /etc/shadow
sync`;

/** Prints what {@link CLEAN_SCRIPT} should have taken out, and what looks like a secret: nothing, in the end. */
export const FINDINGS_SCRIPT = `
for pattern in ${patterns.map((pattern) => `'${pattern}'`).join(' ')}; do
  for path in $pattern; do case $path in */.|*/..) ;; *) [ ! -e "$path" ] || echo "$path" ;; esac; done
done
for file in ${EMPTIED.join(' ')}; do [ ! -s "/$file" ] || echo "/$file"; done
find ${LOOKED_AT.map((folder) => `/${folder}`).join(' ')} -xdev -type f -size -256k -exec grep -lPz -- '${SECRET.source}' {} + 2>/dev/null || true`;

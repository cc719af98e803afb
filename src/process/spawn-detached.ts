import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { readLivePid, readPidFile } from './pid-file.js';
import type { ProcessIdentity } from './process-identity.js';
import { waitUntil } from './wait-until.js';

/** A process that outlives the one that starts it. All paths are absolute. */
export interface DetachedProcess {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the process: nothing is inherited. See {@link minimalEnvironment}. */
  readonly env: Readonly<Record<string, string>>;
  /** Appended to; may be the same file as `stderrFile`. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly pidFile: string;
}

/** Exit status of a child that found the process running. */
const RUNS_ALREADY = 75;

/**
 * The child itself writes its pid file and then becomes the command (start time and pid survive exec). Were the parent
 * to write it, a parent killed in between would leave a process that nobody can find again. One that was killed between
 * fork and pid file leaves a child that is about to write it: the folder's lock decides which of the two runs.
 */
const LAUNCHER = `umask 077
read -r boot < /proc/sys/kernel/random/boot_id
identity() {
  read -r stat < "/proc/$1/stat" || return
  rest=\${stat##*) }
  set -- "$1" $rest
  [ "$2" != Z ] && printf '{"pid":%s,"startTime":%s,"bootId":"%s"}' "$1" "\${21}" "$boot"
} 2>/dev/null
pidfile=$1; shift
exec 9<"\${pidfile%/*}" && flock 9 || exit 126
if [ -s "$pidfile" ]; then
  read -r found < "$pidfile"
  running=\${found#*:}
  [ "$found" = "$(identity "\${running%%,*}")" ] && exit ${RUNS_ALREADY}
fi
printf '%s\\n' "$(identity $$)" > "$pidfile" || exit 126
exec 9<&- "$@"`;

const PID_FILE_DEADLINE_MS = 5_000;

/**
 * Starts a process in a session of its own, with its output in files, so that it survives this one, Terraform and
 * Ctrl-C. What it creates is private to its user (umask 077). Resolves once the pid file is written; with the process
 * that runs already, if the pid file names one: there are never two.
 */
export async function spawnDetached(spec: DetachedProcess): Promise<ProcessIdentity> {
  const stdout = await open(spec.stdoutFile, 'a', 0o600);
  const stderr = await open(spec.stderrFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', ['-c', LAUNCHER, 'sh', spec.pidFile, spec.command, ...spec.args], {
      cwd: spec.cwd,
      env: { ...spec.env },
      detached: true,
      stdio: ['ignore', stdout.fd, stderr.fd],
    });
    await once(child, 'spawn');
  } finally {
    await Promise.all([stdout.close(), stderr.close()]);
  }
  child.unref();

  const identity = await waitUntil(
    async () => {
      const written = await readPidFile(spec.pidFile);
      if (written?.pid === child.pid) return written;
      if (child.exitCode === RUNS_ALREADY) return readLivePid(spec.pidFile);
      return child.exitCode === null && child.signalCode === null ? undefined : null;
    },
    { deadlineMs: PID_FILE_DEADLINE_MS, intervalMs: 2 },
  );
  if (identity) return identity;
  const end = child.exitCode === null ? (child.signalCode ?? 'no sign of life') : `exit ${child.exitCode}`;
  throw new Error(`${spec.command} did not start (${end}); its output is in ${spec.stderrFile}`);
}

/**
 * What a detached process may know of the environment it was started from: how to find programs and the runtime
 * directory. Everything else, credentials above all, stays behind.
 */
export function minimalEnvironment(from: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'XDG_RUNTIME_DIR'];
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

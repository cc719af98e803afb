import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import type { SshSession } from '../../channel/index.js';

/** Runs shell text on the builder. @throws Error with what it said unless it exits with 0. */
export async function runOn(session: SshSession, what: string, script: string, signal?: AbortSignal): Promise<string> {
  const { code, stdout, stderr } = await session.run('sh -eu', Buffer.from(script), signal);
  if (code === 0) return stdout;
  throw new Error(`the builder could not ${what} (exit ${code}): ${stderr.slice(-2_000) || stdout.slice(-2_000)}`);
}

/** Puts a file of this host, or a text, on the builder and checks there that it arrived whole. */
export async function putOn(
  session: SshSession,
  file: {
    readonly path: string;
    readonly mode: number;
    readonly sha256: string;
    readonly content: string | { from: string };
  },
  signal?: AbortSignal,
): Promise<void> {
  const { path, mode, sha256, content } = file;
  const input =
    typeof content === 'string' ? Buffer.from(content) : createReadStream(content.from, { highWaterMark: 1 << 18 });
  const command = [
    `mkdir -p ${quoted(dirname(path))}`,
    `cat > ${quoted(path)}`,
    `chmod ${mode.toString(8)} ${quoted(path)}`,
    `echo '${sha256}  '${quoted(path)} | sha256sum --check --status`,
  ].join(' && ');
  const { code, stderr } = await session.run(command, input, signal);
  if (code !== 0) throw new Error(`${path} did not arrive on the builder as it was sent: ${stderr.slice(-500)}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

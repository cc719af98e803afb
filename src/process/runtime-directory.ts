import { lstat, mkdir, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { QuorateError } from '../schema/index.js';

/** Longest path of a unix socket that Linux takes (sun_path is 108 bytes with its terminator). */
const SOCKET_PATH_LIMIT = 107;

/**
 * The private directory for sockets of running processes, `quorate-<uid>` in `$XDG_RUNTIME_DIR` or the temporary
 * directory; made when it is missing. It is short, and independent of the checkout: an environment copied
 * to another path still reaches its machines.
 *
 * @throws QuorateError `QRT-RUNTIME-DIR` when the directory is somebody else's or open to others.
 */
export async function runtimeDirectory(): Promise<string> {
  const { uid } = userInfo();
  const directory = join(await parentDirectory(uid), `quorate-${uid}`);
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw unusable(directory, error.message);
  });
  // A temporary directory is shared: whoever comes first could have put a link or a folder of theirs there.
  const found = await lstat(directory);
  if (!found.isDirectory()) throw unusable(directory, 'it is not a directory');
  if (found.uid !== uid) throw unusable(directory, `it belongs to uid ${found.uid}, expected ${uid}`);
  const open = found.mode & 0o077;
  if (open !== 0) throw unusable(directory, `its mode is ${(found.mode & 0o777).toString(8)}, expected 700`);
  return directory;
}

/**
 * Path of the unix socket of that name in the runtime directory.
 *
 * @throws QuorateError `QRT-RUNTIME-DIR`, also when the path is too long for a socket.
 */
export async function socketPath(name: string): Promise<string> {
  const path = join(await runtimeDirectory(), `${name}.sock`);
  if (Buffer.byteLength(path) <= SOCKET_PATH_LIMIT) return path;
  throw unusable(path, `a socket's path is at most ${SOCKET_PATH_LIMIT} bytes, received ${Buffer.byteLength(path)}`);
}

/** `su` and containers leave an XDG_RUNTIME_DIR that is missing or another user's: then it does not count. */
async function parentDirectory(uid: number): Promise<string> {
  const xdg = process.env['XDG_RUNTIME_DIR'];
  if (!xdg) return tmpdir();
  const found = await stat(xdg).catch(() => null);
  return found?.isDirectory() && found.uid === uid ? xdg : tmpdir();
}

function unusable(path: string, why: string): QuorateError {
  return new QuorateError(
    'QRT-RUNTIME-DIR',
    `${path} cannot hold the sockets of this user's machines: ${why}`,
    'Remove it if it is yours, or set XDG_RUNTIME_DIR (or TMPDIR) to a short path of a directory that only you can write.',
  );
}

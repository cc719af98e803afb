import { chmod, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a change of names in the folder survive a power loss. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder of our own (0700) and everything above it, durably. An existing one that others may enter is closed. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first !== undefined) {
    for (let at = path; at !== dirname(first); at = dirname(at)) await syncFolder(dirname(at));
    return;
  }
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, mode & 0o700);
}

/**
 * Replaces a file (0600) so that readers, and a machine that loses power, see the old or the new content.
 * Only one writer at a time: `temporary` is a fixed name, so that what a killed writer left is overwritten.
 */
export async function replaceFile(path: string, temporary: string, body: Uint8Array): Promise<void> {
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

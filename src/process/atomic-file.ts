import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Options of the atomic writers. */
export interface AtomicFileOptions {
  /**
   * Permissions of the file.
   * @default 0o600
   */
  readonly mode?: number;
}

/** Replaces a file so that a reader, or a process started after a crash, sees the old content or the new, whole. */
export async function writeFileAtomically(path: string, content: string, options: AtomicFileOptions = {}) {
  const draft = await writeDraft(path, content, options);
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Creates a file with its whole content at once; false when it exists. One of several racing processes wins. */
export async function createFileExclusively(path: string, content: string, options: AtomicFileOptions = {}) {
  const draft = await writeDraft(path, content, options);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(path: string, content: string, { mode = 0o600 }: AtomicFileOptions): Promise<string> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}`);
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
    return draft;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod';

/**
 * Writes a file so that a power loss leaves either the old or the new content: temporary file, fsync, rename, fsync of the folder.
 * Synchronous on purpose: the agent's state must be on disk before the verb that changed it answers.
 *
 * @param mode of the file, whatever the process's umask.
 * @default 0o600
 */
export function writeDurably(path: string, content: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    fchmodSync(file, mode);
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Removes a file and makes the removal durable. Does nothing when it is not there. */
export function removeDurably(path: string): void {
  rmSync(path, { force: true });
  if (existsSync(dirname(path))) syncFolder(dirname(path));
}

/** A JSON document on disk, checked against its schema when it is read. */
export class DurableDocument<T> {
  constructor(
    private readonly path: string,
    private readonly schema: z.ZodType<T>,
  ) {}

  /** @throws Error when the file is not such a document; never with its content, which may be secret. */
  read(): T | undefined {
    if (!existsSync(this.path)) return undefined;
    const parsed = this.schema.safeParse(this.json());
    if (parsed.success) return parsed.data;
    const wrong = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'document'} (${code})`);
    throw new Error(`${this.path} is not what this agent writes: ${wrong.join(', ')}`);
  }

  private json(): unknown {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  write(value: T): void {
    writeDurably(this.path, `${JSON.stringify(value, null, 2)}\n`);
  }

  remove(): void {
    removeDurably(this.path);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

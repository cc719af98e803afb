import { open } from 'node:fs/promises';

const TAIL_BYTES = 2_048;

/** The last lines of a log, for an error message; a sentence when there is no such log. */
export async function logTail(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(TAIL_BYTES),
        0,
        TAIL_BYTES,
        Math.max(0, size - TAIL_BYTES),
      );
      return buffer.toString('utf8', 0, bytesRead).trim() || 'the log is empty';
    } finally {
      await file.close();
    }
  } catch {
    return 'there is no log';
  }
}

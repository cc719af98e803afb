import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

const LARGEST_BYTES = 16 * 1024 * 1024;
const TAIL_BYTES = 4096;

/**
 * Keeps the engine's log from filling the disk: copied aside and cut when it is too large.
 * The engine appends, so cutting it under its feet loses at most the lines of that moment.
 */
export function rotateLog(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < LARGEST_BYTES) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

/** What engines say of an error: by their logger, or plainly when a start fails. */
const COMPLAINT = /\[ERROR\]|^(error|unknown|panic)\b/i;

/** The last line of a log in which the engine speaks of an error, or null. */
export function lastErrorLine(path: string): string | null {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return null;
  const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
  const file = openSync(path, 'r');
  try {
    readSync(file, buffer, 0, buffer.byteLength, size - buffer.byteLength);
  } finally {
    closeSync(file);
  }
  const lines = buffer.toString('utf8').split('\n');
  return (
    lines
      .filter((line) => COMPLAINT.test(line))
      .at(-1)
      ?.slice(0, 500) ?? null
  );
}

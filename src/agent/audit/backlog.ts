import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { ROOM } from './rotate.js';

/** Enough of a file's beginning to tell it from every other one: each line has its time, to the nanosecond. */
const HEAD_BYTES = 64;
const BATCH_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** How far a node's audit log was shipped: into which file, wherever it is laid aside meanwhile. */
export interface Position {
  /** Null before the first line. */
  readonly file: string | null;
  readonly offset: number;
}

/** The next lines to ship, and where the log stands after them. */
export interface Batch {
  readonly lines: Buffer;
  readonly next: Position;
  /** Whether lines between the last position and these are gone. */
  readonly gap: boolean;
}

interface LogFile {
  readonly path: string;
  readonly id: string;
  readonly size: number;
}

/** Whole lines after this position, oldest first; undefined when there are none. */
export function nextBatch(log: string, position: Position): Batch | undefined {
  const files = filesOf(log);
  const known = files.findIndex(({ id }) => id === position.file);
  const gap = position.file !== null && known === -1 && files.length > 0;
  for (const [index, file] of files.slice(Math.max(0, known)).entries()) {
    const offset = index === 0 && known !== -1 ? position.offset : 0;
    const lines = wholeLines(file.path, offset);
    if (lines.length > 0) return { lines, gap, next: { file: file.id, offset: offset + lines.length } };
  }
  return undefined;
}

/** Bytes after this position. */
export function pendingBytes(log: string, position: Position): number {
  const files = filesOf(log);
  const known = files.findIndex(({ id }) => id === position.file);
  const left = files.slice(Math.max(0, known)).reduce((sum, { size }) => sum + size, 0);
  return known === -1 ? left : Math.max(0, left - position.offset);
}

/**
 * The files of the log, oldest first. The engine writes on into a file that was laid aside until it has opened the new
 * one, so that nothing of the new one is there before the old one is complete.
 */
function filesOf(log: string): LogFile[] {
  const numbers = Array.from({ length: ROOM.kept }, (_, index) => ROOM.kept - index);
  const paths = [...numbers.map((number) => `${log}.${number}`), log].filter((path) => existsSync(path));
  return paths.flatMap((path) => {
    const head = Buffer.alloc(HEAD_BYTES);
    const { read, size } = withFile(path, (file) => ({
      read: readSync(file, head, 0, HEAD_BYTES, 0),
      size: fstatSync(file).size,
    }));
    if (read < HEAD_BYTES) return [];
    return [{ path, size, id: createHash('sha256').update(head).digest('hex').slice(0, 16) }];
  });
}

function wholeLines(path: string, offset: number): Buffer {
  return withFile(path, (file) => {
    for (let size = BATCH_BYTES; ; size *= 2) {
      const buffer = Buffer.alloc(size);
      const read = readSync(file, buffer, 0, size, offset);
      const end = buffer.subarray(0, read).lastIndexOf(NEWLINE) + 1;
      if (end > 0 || read < size) return buffer.subarray(0, end);
    }
  });
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

import { QuorateError } from '../schema/index.js';

/** Whether a thrown value is a system error with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}

const cures: Readonly<Record<string, string>> = {
  EACCES: 'Check who owns the folder; the user who deploys must own it.',
  EPERM: 'Check who owns the folder; the user who deploys must own it.',
  EROFS: 'The file system is mounted read-only; mount it for writing, or move the checkout.',
  ENOSPC: 'Free space on this disk and run the command again.',
  EDQUOT: 'Free space in your quota and run the command again.',
};

/** A failed file operation as operators read it: path and reason, never content. Other errors pass unchanged. */
export function storeError(error: unknown, action: 'read' | 'write', path: string): unknown {
  if (error instanceof QuorateError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  return new QuorateError(
    'QRT-STORE',
    `cannot ${action} ${path}: ${code}`,
    cures[code] ?? 'Look at the folder and its disk, then run the command again.',
    { cause: error },
  );
}

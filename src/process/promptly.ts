/**
 * Runs work, and rejects with the signal's reason as soon as it is aborted, whether the work heeds it or not: a slow
 * disk or an engine that hangs must not hold back the answer that Terraform has to get before it dies.
 */
export async function promptly<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

/** Ctrl-C ends the work in order: what is half done is removed before the program ends. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const interrupt = (name: NodeJS.Signals) => abort.abort(new Error(`ended by ${name}; nothing half done was kept`));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

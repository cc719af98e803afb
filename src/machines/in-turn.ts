const last = new Map<string, Promise<unknown>>();

/**
 * Runs works of the same key one after the other within this process. An aborted call has answered before its work
 * has stopped; the next one on the same thing must find the final state, and not one in between.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
  last.set(key, turn);
  try {
    return await turn;
  } finally {
    if (last.get(key) === turn) last.delete(key);
  }
}

/**
 * The machines that this very process is creating or adopting at this moment, with the signals of those calls: an
 * aborted call has answered already, while its work takes some milliseconds more to stop.
 */
export class InFlight {
  readonly #calls = new Map<string, AbortSignal | undefined>();

  /** Runs work on a machine, which is in flight meanwhile. */
  async during<T>(id: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    this.#calls.set(id, signal);
    try {
      return await work();
    } finally {
      this.#calls.delete(id);
    }
  }

  has(id: string): boolean {
    return this.#calls.has(id);
  }

  /** Whether the call that works on it still wants it. */
  isWanted(id: string): boolean {
    return this.has(id) && !this.#calls.get(id)?.aborted;
  }
}

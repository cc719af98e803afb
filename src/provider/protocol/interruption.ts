/** Work was cut short because Terraform was stopped. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(reason: string) {
    super(`interrupted: ${reason}`);
  }
}

/** Milliseconds that work gets to wind down and answer by itself: Terraform may be gone 45 ms after an interrupt. */
const GRACE_MS = 10;

/**
 * Everything that is under way in this process, and the one signal that ends it.
 *
 * Answering and finishing are apart: after an interruption the caller is answered at once, because an answer that
 * comes later is lost, while the work itself may still close its journal.
 */
export class InFlight {
  readonly #controller = new AbortController();
  readonly #works = new Set<Promise<unknown>>();

  /** Aborts everything under way and everything that comes. Only the first reason counts. */
  interrupt(reason: string): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new Interrupted(reason));
  }

  /** @throws Interrupted when the process was interrupted and the work did not settle right away. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    signal.throwIfAborted();
    const running = work(signal);
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    this.#works.add(settled);
    settled.finally(() => this.#works.delete(settled));

    let giveUp: (() => void) | undefined;
    const cut = new Promise<never>((_, reject) => {
      giveUp = () => setTimeout(() => reject(signal.reason), GRACE_MS);
      signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      return await Promise.race([running, cut]);
    } finally {
      if (giveUp) signal.removeEventListener('abort', giveUp);
    }
  }

  /** Waits until no work is under way, at most the given milliseconds. */
  async settled(withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([Promise.all(this.#works), deadline]);
    clearTimeout(timer);
  }
}

/** A signal that fires at a deadline or with the caller's own, and can be let go without leaking listeners. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #caller: AbortSignal | undefined;
  /** True when the deadline, not the caller, ended the call. */
  expired = false;

  constructor(
    readonly milliseconds: number,
    caller: AbortSignal | undefined,
  ) {
    this.#caller = caller;
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#controller.abort(Object.assign(new Error(`no answer within ${milliseconds} ms`), { code: 'ETIMEDOUT' }));
    }, milliseconds);
    if (caller?.aborted) this.#forward();
    else caller?.addEventListener('abort', this.#forward, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#forward);
  }

  // AbortSignal.any() would do, but keeps every combined signal alive as long as a long-lived caller's signal.
  readonly #forward = (): void => this.#controller.abort(this.#caller?.reason);
}

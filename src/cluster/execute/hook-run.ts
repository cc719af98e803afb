import { reasonOf } from '../../schema/index.js';
import type { HookState } from '../model/index.js';

/** The one hook of an operation, while it runs and after it. */
export class HookRun {
  readonly #over = new AbortController();
  #state: HookState | null = null;

  get state(): HookState | null {
    return this.#state;
  }

  /**
   * Starts it, unless it runs already for this rollout.
   *
   * @param run why the hook said no, null when it said yes; it ends when the signal fires
   */
  start(rollout: string, run: (signal: AbortSignal) => Promise<string | null>): void {
    if (this.#state?.rollout === rollout && this.#state.state === 'running') return;
    this.#state = { state: 'running', rollout };
    void run(this.#over.signal).then(
      (finding) => {
        this.#state = finding === null ? { state: 'passed', rollout } : { state: 'failed', rollout, finding };
      },
      (error: unknown) => {
        this.#state = { state: 'failed', rollout, finding: reasonOf(error) };
      },
    );
  }

  /** Nobody waits for it any more. */
  stop(): void {
    this.#over.abort();
  }
}

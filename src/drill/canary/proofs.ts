import { setTimeout as delay } from 'node:timers/promises';
import type { CallOptions, EngineClient } from '../../engine/index.js';
import type { Probe } from './probe.js';

/** An acknowledged write that nobody has looked at since. */
interface Unproven<T> {
  readonly number: number;
  readonly receipt: T;
  readonly acknowledged: number;
}

export type Verdict = 'kept' | 'lost' | 'unknown';

const AT_ONCE = 16;
const AGAIN_MS = 50;

/** Acknowledged writes on their way to a proof. */
export class Proofs<T> {
  #waiting: Unproven<T>[] = [];
  readonly #verdicts = new Map<number, Verdict>();

  constructor(
    private readonly probe: Probe<T>,
    private readonly client: EngineClient,
    private readonly call: CallOptions,
  ) {}

  add(number: number, receipt: T): void {
    this.#waiting.push({ number, receipt, acknowledged: Date.now() });
  }

  of(number: number): Verdict {
    return this.#verdicts.get(number) ?? 'unknown';
  }

  /** Proves those whose time has come. */
  async proveDue(): Promise<void> {
    const { proveAfterMs } = this.probe;
    if (proveAfterMs === null) return;
    const due = Date.now() - proveAfterMs;
    await this.#prove((one) => one.acknowledged <= due);
  }

  /** Proves the rest, some of them again, until no verdict has come for so long: a busy cluster answers, only late. */
  async proveAll(patienceMs: number): Promise<void> {
    let known = this.#verdicts.size;
    let since = performance.now();
    const isOver = () => {
      if (this.#verdicts.size > known) since = performance.now();
      known = this.#verdicts.size;
      return performance.now() - since >= patienceMs || this.call.signal?.aborted === true;
    };
    while (this.#waiting.length > 0 && !isOver()) {
      await this.#prove(() => true, isOver);
      if (this.#waiting.length === 0) return;
      await delay(AGAIN_MS, undefined, this.call.signal ? { signal: this.call.signal } : {}).catch(() => undefined);
    }
  }

  async #prove(due: (one: Unproven<T>) => boolean, isOver = () => false): Promise<void> {
    const taken = this.#waiting.filter(due);
    this.#waiting = this.#waiting.filter((one) => !taken.includes(one));
    const again: Unproven<T>[] = [];
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (let one = taken.shift(); one; one = taken.shift()) {
        if (isOver() || !(await this.#proveOne(one))) again.push(one);
      }
    });
    await Promise.all(workers);
    this.#waiting = [...again, ...this.#waiting];
  }

  async #proveOne({ number, receipt }: Unproven<T>): Promise<boolean> {
    try {
      const kept = await this.probe.prove(this.client, number, receipt, this.call);
      this.#verdicts.set(number, kept === undefined ? 'unknown' : kept ? 'kept' : 'lost');
      return true;
    } catch {
      return false;
    }
  }
}

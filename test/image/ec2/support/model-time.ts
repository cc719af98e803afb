import { setTimeout as wait } from 'node:timers/promises';
import type { Time } from '../../../../src/image/ec2/time.js';

interface Interval {
  readonly ms: number;
  readonly work: () => void;
  next: number;
}

/** A clock that waiting moves on, at next to no cost. */
export class ModelTime implements Time {
  readonly #intervals = new Set<Interval>();
  #now = Date.parse('2026-11-21T12:00:00Z');

  /** @param pauseMs what a wait takes of real time, however long it is */
  constructor(private readonly pauseMs = 0) {}

  now = (): number => this.#now;

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#now += ms;
    for (const interval of this.#intervals) {
      if (this.#now < interval.next) continue;
      interval.next = this.#now + interval.ms;
      interval.work();
    }
    await wait(this.pauseMs);
    signal.throwIfAborted();
  }

  every(ms: number, work: () => void): () => void {
    const interval = { ms, work, next: this.#now + ms };
    this.#intervals.add(interval);
    return () => void this.#intervals.delete(interval);
  }
}

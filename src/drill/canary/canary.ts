import { setMaxListeners } from 'node:events';
import type { EngineClient } from '../../engine/index.js';
import { attempt } from './attempt.js';
import { POLICIES, type RetryPolicy } from './policy.js';
import type { Probe } from './probe.js';
import { Proofs } from './proofs.js';
import type { Sample } from './sample.js';

export interface CanaryOptions<T> {
  /** Where clients reach the cluster, `https://host:port`. */
  readonly address: string;
  /** A new client with connections of its own; the canary closes it. */
  readonly connect: (address: string) => EngineClient;
  readonly probe: Probe<T>;
  /** @default POLICIES.none */
  readonly policy?: RetryPolicy;
  /** A new connection for every write, or connections that are kept. @default 'fresh' */
  readonly connection?: 'fresh' | 'kept';
  /** Milliseconds from one write to the next; a write that hangs does not delay the next. @default 50 */
  readonly intervalMs?: number;
  /** Ends everything at once, what is under way included. @default nothing does */
  readonly signal?: AbortSignal;
}

/** A cluster that does not answer for this many intervals is measured as well by fewer clients that wait. */
const MOST_AT_ONCE = 200;
/** Proofs are given up when none has come for so long. */
const PROOF_PATIENCE_MS = 5_000;

/**
 * A client that writes all the time, to see for how long writes are not acknowledged, and whether what was acknowledged
 * stays.
 *
 * @example
 * const canary = new Canary({ address, connect, probe: loginProbe('quorate', 'gate') });
 * canary.start();
 * await somethingRisky();
 * const gap = gapOf(await canary.stop());
 */
export class Canary<T> {
  readonly policy: RetryPolicy;
  readonly #signal: AbortSignal;
  readonly #kept: EngineClient;
  readonly #proofs: Proofs<T>;
  readonly #samples: Sample[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #next = 1;
  #intervalMs: number;
  #proving: Promise<void> | undefined;

  constructor(private readonly options: CanaryOptions<T>) {
    this.#intervalMs = options.intervalMs ?? 50;
    this.policy = options.policy ?? POLICIES.none;
    this.#signal = AbortSignal.any(options.signal ? [options.signal] : []);
    // Every request under way listens.
    setMaxListeners(0, this.#signal);
    this.#kept = options.connect(options.address);
    const call = { deadlineMs: POLICIES.none.deadlineMs, signal: this.#signal };
    this.#proofs = new Proofs(options.probe, this.#kept, call);
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), this.#intervalMs);
    this.#tick();
  }

  /** Writes at another rhythm from now on, milliseconds from one write to the next. */
  pace(intervalMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    clearInterval(this.#timer);
    this.start();
  }

  /** Begins no new write, waits for those under way, proves what is not yet proven, and gives all in their order. */
  async stop(): Promise<readonly Sample[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    await this.#proving;
    await this.#proofs.proveAll(PROOF_PATIENCE_MS);
    await this.#kept.close();
    const proven = this.#samples.map((one) => ({ ...one, proof: one.ok ? this.#proofs.of(one.number) : null }));
    return proven.sort((a, b) => a.number - b.number);
  }

  #tick(): void {
    if (this.#signal.aborted) clearInterval(this.#timer);
    if (this.#signal.aborted || this.#underWay.size >= MOST_AT_ONCE) return;
    const number = this.#next++;
    const written = this.#write(number).finally(() => this.#underWay.delete(written));
    this.#underWay.add(written);
  }

  async #write(number: number): Promise<void> {
    const { address, connect, connection, probe } = this.options;
    const [at, pause] = [Date.now(), this.#intervalMs];
    const began = performance.now();
    const client = connection === 'kept' ? this.#kept : connect(address);
    const ending = await attempt(client, {
      policy: this.policy,
      signal: this.#signal,
      connect,
      write: (engine, call) => probe.write(engine, number, call),
    });
    const ms = performance.now() - began;
    if (client !== this.#kept) await client.close();
    if (this.#signal.aborted) return;
    const { ok, tries } = ending;
    this.#samples.push({ number, at, ms, ok, pause, tries, error: ending.ok ? null : ending.error, proof: null });
    if (!ending.ok) return;
    this.#proofs.add(number, ending.receipt);
    // Only after an answer: while there is no leader, a proof would fail for the same reason as the writes.
    this.#proving ??= this.#proofs.proveDue().finally(() => {
      this.#proving = undefined;
    });
  }
}

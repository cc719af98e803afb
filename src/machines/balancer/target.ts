import type { Socket } from 'node:net';
import { type Health, INITIAL_HEALTH, nextHealth } from './health.js';
import { HealthCheck } from './health-check.js';
import type { BalancerOptions } from './options.js';
import { Relay } from './relay.js';
import type { TargetState, TargetStatus } from './status.js';

/** An answer comes in one piece, or in pieces that are closer together than this, in milliseconds. */
const BETWEEN_MS = 25;

/** What a target tells its balancer. */
export interface TargetEvents {
  /** Its state or its connections changed in a way that may matter to others. */
  changed(target: Target): void;
}

/** One machine behind the balancer: its health, its connections, and how it is taken leave of. */
export class Target {
  refused = 0;
  #health: Health = INITIAL_HEALTH;
  #draining = false;
  #since = new Date();
  #reason: string | null = null;
  #leavingSince: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #watch = new AbortController();
  readonly #relays = new Set<Relay>();
  readonly #check: HealthCheck;

  constructor(
    readonly id: string,
    readonly address: string,
    private readonly options: BalancerOptions,
    private readonly events: TargetEvents,
  ) {
    this.#check = new HealthCheck(address, options);
    this.#startWatching();
  }

  get state(): TargetState {
    return this.#draining ? 'draining' : this.#health.state;
  }

  get connections(): number {
    return this.#relays.size;
  }

  status(): TargetStatus {
    const { id, address, state, connections, refused } = this;
    return { id, address, state, since: this.#since.toISOString(), reason: this.#reason, connections, refused };
  }

  /** Passes a client's connection through to this target. */
  relay(client: Socket, upstream: Socket): void {
    const relay = new Relay(client, upstream, () => {
      this.#relays.delete(relay);
      if (this.#draining) this.events.changed(this);
    });
    this.#relays.add(relay);
  }

  /** No new connections from now on. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#since = new Date();
    this.#reason = 'detached';
    this.#stopWatching();
  }

  /** Back to work, as if attached anew, with the connections that are left. */
  resume(): void {
    if (!this.#draining) return;
    this.#draining = false;
    this.#health = INITIAL_HEALTH;
    this.#since = new Date();
    this.#reason = null;
    this.#startWatching();
  }

  /** Whether connections are to be ended: from the first time that this is asked with true, time runs for them. */
  leave(leaving: boolean): void {
    this.#leavingSince = leaving ? (this.#leavingSince ?? performance.now()) : null;
  }

  /** Ends the connections whose time has come, if the target is leaving. */
  endConnections(): void {
    if (this.#leavingSince === null) return;
    const leavingFor = performance.now() - this.#leavingSince;
    for (const relay of this.#relays) {
      if (this.#isBetweenRequests(relay, leavingFor)) relay.close();
      else if (leavingFor >= this.options.drain_ms) relay.reset();
    }
  }

  #isBetweenRequests(relay: Relay, leavingFor: number): boolean {
    const { quiescent_ms, first_request_ms, busy_ms, drain_ms } = this.options;
    if (quiescent_ms === null) return false;
    if (relay.isFirstRequest && leavingFor < drain_ms) return relay.isQuiescent(first_request_ms);
    return relay.isQuiescent(leavingFor < busy_ms ? quiescent_ms : Math.min(quiescent_ms, BETWEEN_MS));
  }

  /** Cuts every connection and stops checking. */
  close(): void {
    this.#draining = true;
    this.#stopWatching();
    for (const relay of this.#relays) relay.reset();
  }

  #startWatching(): void {
    this.#watch = new AbortController();
    void this.#look(this.#watch.signal);
  }

  async #look(watch: AbortSignal): Promise<void> {
    const reason = await this.#check.run();
    if (watch.aborted) return;
    const before = this.#health.state;
    this.#health = nextHealth(this.#health, reason === null, this.options);
    this.#reason = reason;
    this.#timer = setTimeout(() => void this.#look(watch), this.options.health_interval_ms);
    if (this.#health.state === before) return;
    this.#since = new Date();
    this.events.changed(this);
  }

  #stopWatching(): void {
    this.#watch.abort();
    clearTimeout(this.#timer);
    this.#check.close();
  }
}

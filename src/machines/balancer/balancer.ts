import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { tryConnect } from './connect.js';
import type { BalancerOptions } from './options.js';
import { isFailingOpen, RoundRobin } from './round-robin.js';
import type { BalancerStatus, TargetList, TargetStatus } from './status.js';
import { Target } from './target.js';

/** How often the connections of leaving targets are looked at, in milliseconds. */
const LEAVE_INTERVAL_MS = 25;
const BACKLOG = 4_096;

/**
 * Passes TCP connections through to healthy targets, as a cloud's network load balancer does: it never looks inside,
 * fails open when no target is healthy, and lets a detached target finish what it is doing.
 *
 * The target is connected before the first byte of the client is read, so a target that does not accept costs the
 * client nothing but the time to try the next one.
 */
export class Balancer {
  readonly #server: Server;
  readonly #targets = new Map<string, Target>();
  readonly #turns = new RoundRobin();
  #leaving: NodeJS.Timeout | undefined;

  /** @param onChange told of every target whose state has changed, for a log. */
  constructor(
    readonly address: string,
    private readonly options: BalancerOptions,
    private readonly onChange: (target: TargetStatus) => void = () => {},
  ) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => void this.#serve(client));
  }

  /** Starts to listen; rejects with the system's error when the address is in use. */
  async listen(): Promise<void> {
    this.#server.listen({ host: this.address, port: this.options.port, backlog: BACKLOG });
    await once(this.#server, 'listening');
  }

  status(): BalancerStatus {
    const targets = [...this.#targets.values()];
    return {
      pid: process.pid,
      address: this.address,
      port: this.options.port,
      targets: targets.map((target) => target.status()),
      failing_open: isFailingOpen(targets),
    };
  }

  /** Adds a target, or takes one back that is draining; nothing changes when it is there with this address. */
  attach(id: string, address: string): void {
    const known = this.#targets.get(id);
    if (known?.address === address) {
      known.resume();
      return;
    }
    known?.close();
    this.#targets.set(id, new Target(id, address, this.options, { changed: (target) => this.#changed(target) }));
  }

  /** Gives a target no new connections, and forgets it once its last connection has ended. */
  detach(id: string): void {
    const target = this.#targets.get(id);
    if (target === undefined) return;
    target.drain();
    this.#changed(target);
  }

  /** The targets that a restart has to come back to. */
  kept(): TargetList {
    return [...this.#targets.values()]
      .filter(({ state }) => state !== 'draining')
      .map(({ id, address }) => ({ id, address }));
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    clearTimeout(this.#leaving);
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const target of this.#targets.values()) target.close();
    await closed;
  }

  async #serve(client: Socket): Promise<void> {
    const broken = (): void => void client.destroy();
    client.on('error', broken);
    for (const target of this.#turns.next([...this.#targets.values()])) {
      const upstream = await tryConnect(target.address, this.options.port, this.options.connect_timeout_ms);
      if (client.destroyed) return void upstream?.destroy();
      if (upstream === null) target.refused++;
      else if (target.state === 'draining') upstream.destroy();
      else {
        client.off('error', broken);
        return target.relay(client, upstream);
      }
    }
    client.resetAndDestroy();
  }

  #changed(target: Target): void {
    this.onChange(target.status());
    this.#review();
  }

  /** Decides whose connections have to end: those of draining targets and, while others can take over, of unhealthy ones. */
  #review(): void {
    const targets = [...this.#targets.values()];
    const unhealthyLeave = this.options.reset_on_unhealthy && targets.some(({ state }) => state === 'healthy');
    let busy = false;
    for (const target of targets) {
      const leaving = target.state === 'draining' || (unhealthyLeave && target.state === 'unhealthy');
      target.leave(leaving);
      if (target.state === 'draining' && target.connections === 0) this.#targets.delete(target.id);
      busy ||= leaving && target.connections > 0;
    }
    clearTimeout(this.#leaving);
    // Immediates run after the sockets were read: a request that has already arrived is seen before its connection
    // is judged to be between two requests.
    if (busy) this.#leaving = setTimeout(() => setImmediate(() => this.#endConnections()), LEAVE_INTERVAL_MS);
  }

  #endConnections(): void {
    for (const target of this.#targets.values()) target.endConnections();
    this.#review();
  }
}

import { Agent, request } from 'node:https';
import { reasonOf } from '../../schema/index.js';
import type { BalancerOptions } from './options.js';

/**
 * The health check of one target: an HTTPS GET that does not verify the certificate, as network load balancers do.
 * The connection is kept between checks: a handshake four times a second for every target would cost more than
 * the traffic.
 */
export class HealthCheck {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  readonly #options: BalancerOptions;

  constructor(
    readonly address: string,
    options: BalancerOptions,
  ) {
    this.#options = options;
  }

  /** Null when the target is well (HTTP 200 to 399), else the reason in a few words. */
  async run(): Promise<string | null> {
    const signal = AbortSignal.timeout(this.#options.health_timeout_ms);
    try {
      const status = await this.#get(signal);
      return status >= 200 && status < 400 ? null : `status ${status}`;
    } catch (error) {
      return signal.aborted ? `no answer in ${this.#options.health_timeout_ms} ms` : reasonOf(error);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #get(signal: AbortSignal): Promise<number> {
    const { health_port: port, health_path: path } = this.#options;
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: this.address, port, path, agent: this.#agent, signal }, (incoming) => {
        incoming.on('error', reject);
        incoming.on('end', () => resolve(incoming.statusCode ?? 0));
        incoming.resume();
      });
      outgoing.on('error', (error) => {
        // A kept connection may have been closed by the target since the last check: that says nothing about its health.
        if (outgoing.reusedSocket && !signal.aborted) this.#get(signal).then(resolve, reject);
        else reject(error);
      });
      outgoing.end();
    });
  }
}

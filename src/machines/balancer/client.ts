import { AgentUnreachable, unixChannel } from '../../channel/index.js';
import { QuorateError } from '../../schema/index.js';
import { type BalancerStatus, balancerStatus } from './status.js';

const TIMEOUT_MS = 2_000;

/** Talks to a running balancer over its control socket. Every call throws `QRT-BALANCER-DOWN` when it does not answer. */
export class BalancerClient {
  constructor(private readonly socket: string) {}

  status(signal?: AbortSignal): Promise<BalancerStatus> {
    return this.#call('GET', '/v1/status', undefined, signal);
  }

  /** Adds a target, or takes it back while it is draining; can be repeated. */
  attach(id: string, address: string, signal?: AbortSignal): Promise<BalancerStatus> {
    return this.#call('PUT', `/v1/targets/${id}`, { address }, signal);
  }

  /** Begins to drain a target; can be repeated. See {@link drained}. */
  detach(id: string, signal?: AbortSignal): Promise<BalancerStatus> {
    return this.#call('DELETE', `/v1/targets/${id}`, undefined, signal);
  }

  /** Whether nothing goes to this target any more: it is not attached, and its last connection has ended. */
  async drained(id: string, signal?: AbortSignal): Promise<boolean> {
    const { targets } = await this.status(signal);
    return !targets.some((target) => target.id === id);
  }

  async #call(method: 'GET' | 'PUT' | 'DELETE', path: string, body: unknown, signal?: AbortSignal) {
    try {
      const reply = await unixChannel(this.socket).request({ method, path, body, timeoutMs: TIMEOUT_MS, signal });
      if (reply.status !== 200) {
        throw new Error(
          `the load balancer answered ${method} ${path} with ${reply.status}: ${JSON.stringify(reply.body)}`,
        );
      }
      return balancerStatus.parse(reply.body);
    } catch (error) {
      if (!(error instanceof AgentUnreachable)) throw error;
      throw new QuorateError(
        'QRT-BALANCER-DOWN',
        `the load balancer did not answer ${method} ${path} on ${this.socket} within ${TIMEOUT_MS / 1_000} s`,
        'Deploy again: a load balancer that has ended is started again with the targets it had.',
        { cause: error },
      );
    }
  }
}

import { reasonOf } from '../schema/index.js';
import { type AgentChannel, AgentUnreachable } from './channel.js';
import { deadlineOf, exchange } from './exchange.js';

/** The agent's unix socket on this host. */
export function unixChannel(socketPath: string): AgentChannel {
  return {
    request: (request) =>
      exchange({ socketPath }, request, deadlineOf(request)).catch((error: unknown) => {
        request.signal?.throwIfAborted();
        throw new AgentUnreachable(`the agent behind ${socketPath} did not answer: ${reasonOf(error)}`, {
          cause: error,
        });
      }),
  };
}

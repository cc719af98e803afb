/** One call to an agent. `body` is sent as JSON; `timeoutMs` bounds the whole exchange. */
export interface AgentRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** @default 5000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came back: the HTTP status and the parsed JSON (undefined for an empty body). */
export interface AgentReply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * A way to one machine's agent: its unix socket on this host, or the same socket forwarded over SSH.
 * Rejects with `AgentUnreachable` when no complete answer arrives; an HTTP error is a reply, not a rejection.
 */
export interface AgentChannel {
  request(request: AgentRequest): Promise<AgentReply>;
}

/** No complete answer from the agent. Unknown is not down: the machine may be fine (law 9). */
export class AgentUnreachable extends Error {
  override readonly name = 'AgentUnreachable';
}

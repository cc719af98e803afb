import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { processIdentity } from '../process/index.js';
import { digestOf, listenerMode, runtimeConfiguration } from '../schema/index.js';
import { DurableDocument } from './durable-file.js';
import type { AgentHome } from './home.js';

const agentState = z.object({
  configuration: runtimeConfiguration.nullable(),
  listener: listenerMode,
  /** Set after the trust gate, cleared before removal: whether the balancer may send clients here. */
  admitted: z.boolean(),
  /** Set before the engine is asked to initialize or join, cleared by `wipe`: its data may be a cluster's. */
  used: z.boolean(),
  /** The engine that was asked to join: another one in its place has lost what it had not received yet. */
  joiner: processIdentity.nullable().default(null),
  /** Set by `leave`: the engine stays stopped. */
  left: z.boolean(),
  /** `halted`: the engine stays stopped while another node is recovered; `raw`: it runs in recovery mode. */
  recovery: z.enum(['off', 'halted', 'raw']).default('off'),
});
export type AgentState = z.infer<typeof agentState>;

const FIRST: AgentState = {
  configuration: null,
  listener: 'closed',
  admitted: false,
  used: false,
  joiner: null,
  left: false,
  recovery: 'off',
};

/** What an engine reads only at its start. Peers matter when it joins, the balancer's name to certificates, snapshots and audit to the agent, and the former seal to a node that starts with another one. */
export function startSignature({ configuration, listener }: AgentState, trusted = ''): string {
  const later = { peers: [], balancer_address: null, snapshots: null, audit: null, former_seal: undefined };
  return digestOf({
    listener,
    // The client of the seal server reads its authorities when the engine starts.
    ...(configuration?.seal.type === 'transit' && trusted !== '' && { trusted }),
    configuration: { ...configuration, ...later },
  });
}

/** Whom this node trusts as a server; empty before it was enrolled. */
export function trustedOf({ tls }: AgentHome): string {
  return existsSync(tls.serverCa) ? readFileSync(tls.serverCa, 'utf8') : '';
}

/** What an agent must remember over its own restart. */
export class AgentMemory {
  private readonly document: DurableDocument<AgentState>;
  private current: AgentState;

  constructor(home: AgentHome) {
    this.document = new DurableDocument(home.state, agentState);
    this.current = this.document.read() ?? FIRST;
  }

  get(): AgentState {
    return this.current;
  }

  /** Changes the state; it is on disk when this returns. */
  update(change: Partial<AgentState>): AgentState {
    const next = { ...this.current, ...change };
    this.document.write(next);
    this.current = next;
    return next;
  }
}

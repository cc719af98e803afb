import { setTimeout as delay } from 'node:timers/promises';
import { type CallOptions, type EngineClient, EngineError } from '../../engine/index.js';
import { failureOf, isRetried } from './failure.js';
import { backOff, type RetryPolicy } from './policy.js';

/** How one write ended. */
export type Ending<T> =
  | { readonly ok: true; readonly receipt: T; readonly tries: number }
  | { readonly ok: false; readonly error: string; readonly tries: number };

export interface Attempt<T> {
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal;
  /** A new client of the engine at this address, `https://host:port`. */
  readonly connect: (address: string) => EngineClient;
  readonly write: (client: EngineClient, call: CallOptions) => Promise<T>;
}

/** Writes once as a client of this policy does. Never throws: what went wrong is the measurement. */
export async function attempt<T>(client: EngineClient, work: Attempt<T>): Promise<Ending<T>> {
  const { policy, signal, write } = work;
  const call = { deadlineMs: policy.deadlineMs, signal };
  for (let tries = 1; ; tries++) {
    try {
      return { ok: true, receipt: await write(client, call), tries };
    } catch (error) {
      if (policy.redirects > 0 && error instanceof EngineError && error.status === 307) {
        return await follow(error.location, work, tries);
      }
      const last = tries > policy.retries || signal.aborted || !isRetried(error);
      if (last) return { ok: false, error: failureOf(error), tries };
    }
    await delay(backOff(policy, tries), undefined, { signal }).catch(() => undefined);
  }
}

async function follow<T>(location: string | null, work: Attempt<T>, sent: number): Promise<Ending<T>> {
  const { policy, connect } = work;
  if (location === null || !URL.canParse(location)) return { ok: false, error: 'http-307', tries: sent };
  const leader = connect(new URL(location).origin);
  try {
    const ending = await attempt(leader, { ...work, policy: { ...policy, redirects: policy.redirects - 1 } });
    return { ...ending, tries: sent + ending.tries };
  } finally {
    await leader.close();
  }
}

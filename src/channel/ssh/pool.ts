import { createHash } from 'node:crypto';
import { QuorateError, reasonOf } from '../../schema/index.js';
import { type AgentChannel, type AgentReply, type AgentRequest, AgentUnreachable } from '../channel.js';
import { deadlineOf, exchange } from '../exchange.js';
import { SshSession } from './session.js';
import { nameOf, type SshTarget } from './target.js';

/** A connection under way or made, with the number of exchanges that use it. */
interface Shared {
  readonly session: Promise<SshSession>;
  users: number;
}

/**
 * Ways to agents over SSH: their unix sockets, forwarded. The exchanges with one machine share one connection, which
 * is made anew when it ended or did not answer in time. Idle connections do not keep the process alive.
 *
 * @example
 * const pool = new SshPool();
 * const agent = new AgentClient(pool.channel({ host, user, privateKey, hostKey }, '/run/quorate/agent.sock'));
 */
export class SshPool {
  private readonly connections = new Map<string, Shared>();

  /** The agent behind a socket of this machine. Nothing is connected before the first exchange. */
  channel(target: SshTarget, socketPath: string): AgentChannel {
    return { request: (request) => this.#request(target, socketPath, request) };
  }

  /** Ends every connection, and the exchanges that are under way. */
  async close(): Promise<void> {
    const all = [...this.connections.values()];
    this.connections.clear();
    await Promise.all(all.map(({ session }) => session.then((open) => open.close()).catch(() => undefined)));
  }

  async #request(target: SshTarget, socketPath: string, request: AgentRequest): Promise<AgentReply> {
    const signal = deadlineOf(request);
    const shared = await this.#shared(target);
    shared.users += 1;
    try {
      const session = await within(signal, shared.session);
      session.setIdle(false);
      const stream = await within(signal, session.forward(socketPath));
      return await exchange({ createConnection: () => stream }, request, signal);
    } catch (error) {
      this.#forget(target, shared);
      request.signal?.throwIfAborted();
      if (error instanceof QuorateError) throw error;
      const where = `the agent of ${nameOf(target)} behind ${socketPath}`;
      throw new AgentUnreachable(`${where} did not answer over SSH: ${reasonOf(error)}`, { cause: error });
    } finally {
      shared.users -= 1;
      if (shared.users === 0) await this.#rest(target, shared);
    }
  }

  async #shared(target: SshTarget): Promise<Shared> {
    const key = keyOf(target);
    const known = this.connections.get(key);
    if (known && (await isUsable(known))) return known;
    const latest = this.connections.get(key);
    if (latest && latest !== known) return latest;
    const made = { session: SshSession.connect(target), users: 0 };
    // Whoever waits for it is told; nobody may be waiting any more.
    made.session.catch(() => undefined);
    this.connections.set(key, made);
    return made;
  }

  /** The next exchange gets a connection of its own; those that share this one may still finish. */
  #forget(target: SshTarget, shared: Shared): void {
    if (this.connections.get(keyOf(target)) === shared) this.connections.delete(keyOf(target));
  }

  async #rest(target: SshTarget, shared: Shared): Promise<void> {
    const kept = this.connections.get(keyOf(target)) === shared;
    const leave = (session: SshSession) => (kept ? session.setIdle(true) : session.close());
    if (kept) await shared.session.then(leave, () => undefined);
    else void shared.session.then(leave, () => undefined);
  }
}

async function isUsable({ session }: Shared): Promise<boolean> {
  return await session.then(
    (open) => open.isOpen,
    () => false,
  );
}

/** The machine may be another one behind the same address, and the operator's key a new one: both name a connection. */
function keyOf({ host, port, user, hostKey, privateKey }: SshTarget): string {
  return JSON.stringify([host, port, user, hostKey, createHash('sha256').update(privateKey).digest('hex')]);
}

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterAccess, MachineView } from '../../cluster/index.js';
import { failureOf, type MembershipMoment, type NodeMoment } from '../../drill/index.js';
import { SERVING_CODES } from '../../schema/index.js';

const INTERVAL_MS = 200;
/** Health hangs for half a second while leadership moves: a shorter deadline would call a live node silent. */
const HEALTH_MS = 2_000;

interface Sight {
  readonly machine: MachineView;
  readonly active: boolean;
  /** Undefined when it did not answer in time: then what was known before holds. */
  readonly live: boolean | undefined;
  readonly version: string | null;
}

/** Watches who is a member and who leads, without changing anything: batch tokens and reads only. */
export class MembershipWatch {
  readonly moments: MembershipMoment[] = [];
  #running = true;
  #watching: Promise<void> = Promise.resolve();
  #servers: readonly { readonly node_id: string; readonly voter: boolean }[] = [];

  constructor(
    private readonly access: Pick<ClusterAccess, 'platform' | 'logins'>,
    private readonly signal: AbortSignal,
  ) {}

  start(): void {
    this.#watching = this.#watch();
  }

  /** Looks a last time and ends. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.signal.aborted) {
      const last = !this.#running;
      await this.#look().catch(() => undefined);
      if (last) return;
      await delay(INTERVAL_MS, undefined, { signal: this.signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const at = Date.now();
    const machines = (await this.access.platform.machines()).filter(({ state }) => state === 'running');
    const sights = await Promise.all(machines.map((machine) => this.#sight(machine)));
    const active = sights.find((sight) => sight.active)?.machine;
    if (active) {
      const client = await this.access.logins.as('observer', active.address);
      this.#servers = await client.raft.configuration({ signal: this.signal, deadlineMs: HEALTH_MS });
    }
    if (this.#servers.length === 0) return;
    this.#note({ at, leader: active?.id ?? null, nodes: this.#nodes(sights) });
  }

  async #sight(machine: MachineView): Promise<Sight> {
    const unseen = { machine, active: false, version: null };
    try {
      const client = await this.access.logins.connect('observer', machine.address);
      const { code, body } = await client.health({ signal: this.signal, deadlineMs: HEALTH_MS });
      return { machine, active: code === 200, live: SERVING_CODES.has(code), version: body?.version ?? null };
    } catch (error) {
      return { ...unseen, live: failureOf(error) === 'timeout' ? undefined : false };
    }
  }

  #nodes(sights: readonly Sight[]): NodeMoment[] {
    const gone = this.#servers.filter(({ node_id }) => !sights.some(({ machine }) => machine.id === node_id));
    return [
      ...sights.map(({ machine: { id }, live, version }) => {
        const before = this.moments.at(-1)?.nodes.find((node) => node.id === id);
        return {
          id,
          member: this.#memberOf(id),
          live: live ?? before?.live ?? false,
          version: version ?? before?.version ?? null,
        };
      }),
      ...gone.map(({ node_id: id }) => ({ id, member: this.#memberOf(id), live: false, version: null })),
    ];
  }

  #memberOf(id: string): NodeMoment['member'] {
    const server = this.#servers.find(({ node_id }) => node_id === id);
    if (!server) return 'outside';
    return server.voter ? 'voter' : 'non-voter';
  }

  /** A moment lasts until something is different. */
  #note(moment: MembershipMoment): void {
    const before = this.moments.at(-1);
    if (before && JSON.stringify({ ...before, at: 0 }) === JSON.stringify({ ...moment, at: 0 })) return;
    this.moments.push(moment);
  }
}

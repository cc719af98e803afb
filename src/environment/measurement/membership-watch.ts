import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterAccess, MachineView } from '../../cluster/index.js';
import { failureOf, type MembershipSighting, type NodeMoment, type NodeSighting } from '../../drill/index.js';
import { SERVING_CODES } from '../../schema/index.js';

const INTERVAL_MS = 200;
/** Health hangs for half a second while leadership moves: a shorter deadline would call a live node silent. */
const HEALTH_MS = 2_000;
/** A standby that hears no leader: it was cut off, or has yet to hear the one that was just elected. */
const CUT_OFF = 474;

interface Sight {
  readonly machine: MachineView;
  readonly active: boolean;
  /** Null when it did not tell: no answer in time, or a standby that hears no leader. */
  readonly live: boolean | null;
  readonly version: string | null;
}

type Servers = readonly { readonly node_id: string; readonly voter: boolean }[];

/** Watches who is a member and who leads, without changing anything: batch tokens and reads only. */
export class MembershipWatch {
  readonly moments: MembershipSighting[] = [];
  #running = true;
  #watching: Promise<void> = Promise.resolve();
  #servers: Servers = [];

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
    const before = this.#servers;
    const active = sights.find((sight) => sight.active)?.machine;
    if (active) {
      const client = await this.access.logins.as('observer', active.address);
      this.#servers = await client.raft.configuration({ signal: this.signal, deadlineMs: HEALTH_MS });
    }
    if (this.#servers.length === 0) return;
    this.#note({ at, leader: active?.id ?? null, nodes: this.#nodes(sights, before) });
  }

  async #sight(machine: MachineView): Promise<Sight> {
    const unseen = { machine, active: false, version: null };
    if (this.#hasLeft(machine.id)) return { ...unseen, live: null };
    try {
      const client = await this.access.logins.connect('observer', machine.address);
      const { code, body } = await client.health({ signal: this.signal, deadlineMs: HEALTH_MS });
      return {
        machine,
        active: code === 200,
        live: code === CUT_OFF ? null : SERVING_CODES.has(code),
        version: body?.version ?? null,
      };
    } catch (error) {
      return { ...unseen, live: failureOf(error) === 'timeout' ? null : false };
    }
  }

  /** The engine of a removed node closes itself, and whoever asks it meanwhile waits for its deadline. */
  #hasLeft(id: string): boolean {
    const wasMember = this.moments.some(({ nodes }) =>
      nodes.some((node) => node.id === id && node.member !== 'outside'),
    );
    return wasMember && memberOf(this.#servers, id) === 'outside';
  }

  /** A node that was seen to be down while its vote came or went may have been so only before, or only afterwards. */
  #nodes(sights: readonly Sight[], before: Servers): NodeSighting[] {
    const gone = this.#servers.filter(({ node_id }) => !sights.some(({ machine }) => machine.id === node_id));
    return [
      ...sights.map(({ machine: { id }, live, version }) => {
        const member = memberOf(this.#servers, id);
        const changed = before.length > 0 && memberOf(before, id) !== member;
        return { id, member, live: changed && !live ? null : live, version: version ?? this.#versionOf(id) };
      }),
      ...gone.map(({ node_id: id }) => ({ id, member: memberOf(this.#servers, id), live: false, version: null })),
    ];
  }

  #versionOf(id: string): string | null {
    return this.moments.at(-1)?.nodes.find((node) => node.id === id)?.version ?? null;
  }

  /** A moment lasts until something is different. */
  #note(moment: MembershipSighting): void {
    const before = this.moments.at(-1);
    if (before && JSON.stringify({ ...before, at: 0 }) === JSON.stringify({ ...moment, at: 0 })) return;
    this.moments.push(moment);
  }
}

function memberOf(servers: Servers, id: string): NodeMoment['member'] {
  const server = servers.find(({ node_id }) => node_id === id);
  if (!server) return 'outside';
  return server.voter ? 'voter' : 'non-voter';
}

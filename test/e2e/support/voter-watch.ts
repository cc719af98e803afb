import { setTimeout as delay } from 'node:timers/promises';
import type { LabAccess } from './lab-access.js';

type Heard = Awaited<ReturnType<LabAccess['heard']>>;

/** One look of the watch. */
export interface Sighting {
  readonly at: number;
  readonly voters: readonly string[];
  readonly live: readonly string[];
  /** Health codes by node; why there is none where nothing answered. */
  readonly health: Readonly<Record<string, Heard>>;
}

const INTERVAL_MS = 50;
/** Active, standby, and a standby that has yet to hear who leads now: all three are alive and vote. */
const ALIVE = [200, 429, 474];
/** What an engine that was taken out of the configuration says of itself. */
const REMOVED = 530;
/**
 * An engine that takes over answers only when it has, and on a busy machine any may be late; a dead one refuses at once.
 * One that is silent in two looks in a row is taken for dead.
 */
const PATIENCE_MS = 5_000;

/**
 * Counts live voters, several times a second, until it is stopped: voters by the raft configuration of the active node
 * (the last known one while there is none), live by the health that each node itself tells.
 */
export class VoterWatch {
  readonly sightings: Sighting[] = [];
  private running = true;
  private readonly done: Promise<void>;
  /** Those that did not answer in time in the look before. */
  private late: ReadonlySet<string> = new Set();
  private voters: readonly { readonly id: string; readonly address: string }[] = [];

  constructor(private readonly access: LabAccess) {
    this.done = this.watch();
  }

  /** Ends the watch and gives everything it saw. */
  async stop(): Promise<readonly Sighting[]> {
    this.running = false;
    await this.done;
    if (this.sightings.length === 0) throw new Error('the watch never saw an active node');
    return this.sightings;
  }

  private async watch(): Promise<void> {
    while (this.running) {
      await this.look();
      await delay(INTERVAL_MS);
    }
  }

  private async look(): Promise<void> {
    const machines = await this.access.cluster.platform.machines();
    const health = new Map(
      await Promise.all(
        machines.map(async ({ id, address }) => [id, await this.access.heard(address, PATIENCE_MS)] as const),
      ),
    );
    const active = machines.find(({ id }) => health.get(id) === 200);
    if (active) {
      const client = await this.access.cluster.logins.as('observer', active.address).catch(() => undefined);
      const servers = await client?.raft.configuration().catch(() => undefined);
      // Health of now says nothing of the voters of some looks ago.
      if (servers === undefined) return;
      this.voters = servers.filter(({ voter }) => voter).map(({ node_id, address }) => ({ id: node_id, address }));
    }
    this.voters = this.voters.filter(({ id }) => health.get(id) !== REMOVED);
    if (this.voters.length === 0) return;
    const live = this.voters.filter(({ id }) => this.lives(id, health.get(id)));
    this.late = new Set([...health].filter(([, heard]) => heard === 'timeout').map(([id]) => id));
    this.sightings.push({
      at: Date.now(),
      voters: this.voters.map(({ id }) => id),
      live: live.map(({ id }) => id),
      health: Object.fromEntries(health),
    });
  }

  private lives(id: string, heard: Heard | undefined): boolean {
    return heard === 'timeout' ? !this.late.has(id) : ALIVE.includes(Number(heard));
  }
}

/** The fewest live voters ever seen. */
export function fewestLive(sightings: readonly Sighting[]): number {
  return Math.min(...sightings.map(({ live }) => live.length));
}

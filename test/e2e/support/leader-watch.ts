import { setTimeout as delay } from 'node:timers/promises';
import type { LabAccess } from './lab-access.js';

const INTERVAL_MS = 100;

/** Asks through the balancer who leads, until it is stopped. */
export class LeaderWatch {
  private readonly seen = new Set<string>();
  private running = true;
  private readonly done: Promise<void>;

  constructor(
    private readonly access: LabAccess,
    private readonly balancer: string,
  ) {
    this.done = this.watch();
  }

  /** Ends the watch and gives the address of everybody who led, each once. */
  async stop(): Promise<readonly string[]> {
    this.running = false;
    await this.done;
    return [...this.seen];
  }

  private async watch(): Promise<void> {
    while (this.running) {
      const client = await this.access.plain(this.balancer);
      const leader = await client.leader({ deadlineMs: 2_000 }).catch(() => undefined);
      if (leader?.leader_address) this.seen.add(leader.leader_address);
      await delay(INTERVAL_MS);
    }
  }
}

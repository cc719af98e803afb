import { EngineError, EngineUnreachable } from '../../../src/engine/index.js';
import { type LabAccess, MOUNT } from './lab-access.js';

const DEADLINE_MS = 2_000;
/** Every reader has a connection of its own: a thousand at once are handshakes until the deadline, and measure nothing. */
const READERS = 8;

/** A client that writes one number after the other through an address, and notes which writes were acknowledged. */
export class NumberedWrites {
  readonly acknowledged: number[] = [];
  /** Longest time between two acknowledged writes, milliseconds. */
  longestGap = 0;
  private running = true;
  private readonly done: Promise<void>;

  constructor(
    private readonly access: LabAccess,
    private readonly address: string,
  ) {
    this.done = this.write();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.done;
  }

  /** Acknowledged numbers that cannot be read, or read as something else. */
  async lost(): Promise<number[]> {
    const kv = (await this.access.admin(this.address)).kv2(MOUNT);
    const numbers = this.acknowledged.values();
    const lost: number[] = [];
    const read = async () => {
      for (const number of numbers) {
        if ((await kv.get(`numbered/${number}`))?.data['value'] !== number) lost.push(number);
      }
    };
    await Promise.all(Array.from({ length: READERS }, read));
    return lost;
  }

  private async write(): Promise<void> {
    let last = performance.now();
    for (let number = 1; this.running; number += 1) {
      try {
        const client = await this.access.admin(this.address);
        await client.kv2(MOUNT).put(`numbered/${number}`, { value: number }, { deadlineMs: DEADLINE_MS });
        this.acknowledged.push(number);
        this.longestGap = Math.max(this.longestGap, performance.now() - last);
        last = performance.now();
      } catch (error) {
        if (!(error instanceof EngineError || error instanceof EngineUnreachable)) throw error;
      }
    }
  }
}

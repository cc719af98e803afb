import { setTimeout as delay } from 'node:timers/promises';
import { type LabAccess, MOUNT } from './lab-access.js';
import { stock, stockBinary, stockEnvironment } from './stock-client.js';

const PAUSE_MS = 500;
const SECRET = 'read-by-stock';

/** The stock command line client, one process after the other, reading the same secret through the balancer. */
export class StockReader {
  readonly read: string[] = [];
  readonly failures: string[] = [];
  private running = true;
  private readonly done: Promise<void>;

  static async start(access: LabAccess, balancer: string): Promise<StockReader> {
    await (await access.admin(balancer)).kv2(MOUNT).put(SECRET, { value: 'kept' });
    // Its own Go library tries twice more; the command line alone turns that off.
    const environment = { ...(await stockEnvironment(access)), VAULT_MAX_RETRIES: '2' };
    return new StockReader(await stockBinary(access), environment);
  }

  private constructor(
    private readonly binary: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.done = this.readOn();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.done;
  }

  private async readOn(): Promise<void> {
    while (this.running) {
      await stock(this.binary, this.environment, 'kv', 'get', '-field=value', `${MOUNT}/${SECRET}`).then(
        (value) => this.read.push(value.trim()),
        (error: unknown) => this.failures.push(error instanceof Error ? error.message : String(error)),
      );
      await delay(PAUSE_MS);
    }
  }
}

import type { EnvironmentStore, ListOptions, PutCondition } from '../../../src/operation/index.js';

/** `before`: the put never happens. `after`: it happens and its reply is lost. `repeated`: as after, then sent again. */
export type Fault = 'before' | 'after' | 'repeated';

/** A store whose next puts fail as told: what a network does to an object store. */
export class FaultyStore implements EnvironmentStore {
  readonly location: string;
  private readonly faults: Fault[] = [];
  reachable = true;

  constructor(private readonly inner: EnvironmentStore) {
    this.location = inner.location;
  }

  failNextPut(fault: Fault): void {
    this.faults.push(fault);
  }

  async get(key: string) {
    this.assertReachable();
    return this.inner.get(key);
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string> {
    this.assertReachable();
    const fault = this.faults.shift();
    if (fault === 'before') throw new Error('connection refused');
    const etag = await this.inner.put(key, body, condition);
    if (fault === 'repeated') return this.inner.put(key, body, condition);
    if (fault === 'after') throw new Error('connection reset');
    return etag;
  }

  async delete(key: string): Promise<void> {
    this.assertReachable();
    await this.inner.delete(key);
  }

  async list(prefix: string, options?: ListOptions): Promise<string[]> {
    this.assertReachable();
    return this.inner.list(prefix, options);
  }

  private assertReachable(): void {
    if (!this.reachable) throw new Error('no route to host');
  }
}

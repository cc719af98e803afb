import type { EnvironmentStore, ListOptions, PutCondition, StoredValue } from './environment-store.js';

/** Folders of what nobody but a deploy, or who holds shares, may read. */
const SECRET = ['custody/', 'working/'];

/** What is secret in one store, and all else in another, as one. */
export class SplitStore implements EnvironmentStore {
  readonly location: string;

  constructor(
    private readonly secrets: EnvironmentStore,
    private readonly others: EnvironmentStore,
  ) {
    this.location = `${others.location} and ${secrets.location}`;
  }

  get(key: string): Promise<StoredValue | undefined> {
    return this.of(key).get(key);
  }

  put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string> {
    return this.of(key).put(key, body, condition);
  }

  delete(key: string): Promise<void> {
    return this.of(key).delete(key);
  }

  async list(prefix: string, options?: ListOptions): Promise<string[]> {
    if (prefix !== '') return await this.of(prefix).list(prefix, options);
    const both = await Promise.all([this.secrets.list('', options), this.others.list('', options)]);
    return both.flat().sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  private of(key: string): EnvironmentStore {
    return SECRET.some((folder) => key.startsWith(folder)) ? this.secrets : this.others;
  }
}

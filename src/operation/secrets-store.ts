import { openSecrets, type Secrets, type SecretsPlace } from '../aws/index.js';
import {
  type EnvironmentStore,
  type ListOptions,
  type PutCondition,
  StoreConflict,
  type StoredValue,
} from './environment-store.js';
import { assertStoreKey, assertStorePrefix } from './store-key.js';

/** Before every value, because a secret is never empty. */
const FIRST = 1;

/**
 * The environment store in Secrets Manager: every key a secret, encrypted by a key of KMS, with a record of who read it.
 * Sums of 64 KiB at most, and not for what is written every few seconds: the lock is kept elsewhere.
 */
export class SecretsStore implements EnvironmentStore {
  readonly location: string;
  private opened: Promise<Secrets> | undefined;

  /** @param prefix of the names of all secrets, with a slash at its end */
  constructor(
    private readonly place: SecretsPlace,
    private readonly prefix: string,
  ) {
    this.location = `secretsmanager://${place.region}/${prefix}`;
  }

  async get(key: string): Promise<StoredValue | undefined> {
    const found = await (await this.secrets()).read(this.nameOf(key));
    return found && { body: found.body.subarray(1), etag: found.version };
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string> {
    const [name, secrets] = [this.nameOf(key), await this.secrets()];
    const value = Buffer.concat([Buffer.from([FIRST]), body]);
    const version = await this.write(secrets, name, value, condition);
    if (version !== undefined) return version;
    throw new StoreConflict(this.location, key, condition ?? { absent: true });
  }

  async delete(key: string): Promise<void> {
    await (await this.secrets()).remove(this.nameOf(key));
  }

  async list(prefix: string, { after = '' }: ListOptions = {}): Promise<string[]> {
    assertStorePrefix(prefix);
    const names = await (await this.secrets()).list(`${this.prefix}${prefix}`);
    return names
      .map((name) => name.slice(this.prefix.length))
      .filter((key) => key > after)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  private async write(secrets: Secrets, name: string, value: Uint8Array, condition: PutCondition | undefined) {
    if (condition === undefined) return (await secrets.replace(name, value)) ?? (await secrets.create(name, value));
    if ('absent' in condition) return await secrets.create(name, value);
    return await secrets.replaceVersion(name, value, condition.etag);
  }

  private nameOf(key: string): string {
    assertStoreKey(key);
    return `${this.prefix}${key}`;
  }

  private secrets(): Promise<Secrets> {
    this.opened ??= openSecrets(this.place);
    return this.opened;
  }
}

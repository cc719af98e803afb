import { QuorateError } from '../schema/index.js';

/** A value as the store holds it. */
export interface StoredValue {
  readonly body: Uint8Array;
  /** Names this value for {@link PutCondition}. Opaque; equal bytes may have equal tags. */
  readonly etag: string;
}

/** `absent` is `If-None-Match: *`; `etag` is `If-Match`. */
export type PutCondition = { readonly absent: true } | { readonly etag: string };

/** Restricts a listing to keys that sort after `after` (which need not exist). */
export interface ListOptions {
  readonly after?: string;
}

/**
 * Where an environment keeps what operators share: lock, journal, custody, reports.
 *
 * The contract is what both a folder and an object store with conditional writes can give, and no more: there is no
 * rename, no append, no transaction over two keys, and no delete with a condition. Everything built on it (lease,
 * journal, custody entry) changes one key at a time by compare-and-set.
 *
 * Keys are slash paths ({@link assertStoreKey}). A key is never also the folder of another key.
 */
export interface EnvironmentStore {
  /** Where this store is, for messages: a path or a URL. Never holds a secret. */
  readonly location: string;

  /** The value under the key, or undefined. Sees every put that was answered before it was called. */
  get(key: string): Promise<StoredValue | undefined>;

  /**
   * Writes the value, durable once answered, and returns its tag. Readers see the old or the new value, nothing else.
   * A put that throws anything but {@link StoreConflict} may have happened all the same (a lost reply): read it back.
   *
   * @throws StoreConflict when the condition does not hold; nothing is changed.
   */
  put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string>;

  /** Removes the key; a key that is not there is no error. */
  delete(key: string): Promise<void>;

  /**
   * Keys below a folder (`prefix` ends with a slash, or is empty for all), in byte order.
   * A key put or deleted while the listing runs may or may not be in it.
   */
  list(prefix: string, options?: ListOptions): Promise<string[]>;
}

/** The condition of a put did not hold: another writer was faster. */
export class StoreConflict extends QuorateError {
  constructor(location: string, key: string, condition: PutCondition) {
    const expected = 'absent' in condition ? 'no value' : 'the value that was read before';
    super(
      'QRT-STORE-CONFLICT',
      `${key} in ${location} was changed by someone else: expected ${expected}`,
      'Run the command again; it reads the present value first.',
    );
  }
}

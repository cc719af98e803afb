const segment = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Checks that a key is one that every store can hold: segments of letters, digits, dot, underscore and dash, none
 * beginning with a dot, joined by single slashes. So no key leaves its root, and stores may keep dot files of their own.
 *
 * @throws Error naming the key.
 */
export function assertStoreKey(key: string): void {
  if (!key.split('/').every((part) => segment.test(part))) {
    throw new Error(`not a store key: ${JSON.stringify(key)}; expected segments like "custody/sealed/vault"`);
  }
}

/**
 * Checks the prefix of a listing: empty, or a key with a slash at its end.
 *
 * @throws Error naming the prefix.
 */
export function assertStorePrefix(prefix: string): void {
  if (prefix === '') return;
  if (!prefix.endsWith('/')) throw new Error(`a prefix ends with a slash, got ${JSON.stringify(prefix)}`);
  assertStoreKey(prefix.slice(0, -1));
}

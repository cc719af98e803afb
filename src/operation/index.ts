export { brokenOffSteps } from './broken-off.js';
export { DiskStore } from './disk-store.js';
export {
  type EnvironmentStore,
  type ListOptions,
  type PutCondition,
  StoreConflict,
  type StoredValue,
} from './environment-store.js';
export { type HeldLock, JointLock } from './joint-lock.js';
export { Journal, type PlacedEntry, pruneJournal, readJournal, readLatestOperation } from './journal.js';
export type { JournalEntry, JournalNote } from './journal-entry.js';
export { type TailOptions, tailJournal } from './journal-tail.js';
export type { LockHolder } from './lease.js';
export { newOperationId } from './operation-id.js';
export { currentHolder, type LockOptions, OperationLock } from './operation-lock.js';
export { S3Store } from './s3-store.js';
export { SecretsStore } from './secrets-store.js';
export { SplitStore } from './split-store.js';
export { assertStoreKey, assertStorePrefix } from './store-key.js';
export { decodeJson, encodeJson } from './stored-json.js';
export { who } from './who.js';

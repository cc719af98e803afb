export { Custody, type PgpCustodyProps, type ShareProps } from './custody.js';
export { Engine, type EngineFileProps } from './engine.js';
export { HaCluster, type HaClusterProps } from './ha-cluster.js';
export type { RolloutHookProps } from './hook.js';
export type { ObjectStorageProps } from './object-storage.js';
export { type LocalPlatformProps, Platform } from './platform.js';
export { QuorateProvider, type QuorateProviderProps } from './provider/index.js';
export { Seal } from './seal.js';
export { type RetentionProps, Snapshots } from './snapshots.js';

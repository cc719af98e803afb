export { Audit, type AuditServerProps } from './audit.js';
export type { AuthMethodProps } from './auth-method.js';
export type { AutopilotProps } from './autopilot.js';
export type {
  AwsPlatform,
  AwsPlatformProps,
  BuilderProps,
  FurtherEndpoint,
  Network,
  PublicBalancerProps,
  SnapshotCopiesProps,
  VolumeProps,
} from './aws/index.js';
export { Custody, type PgpCustodyProps, type ShareProps } from './custody.js';
export { Engine, type EngineFileProps } from './engine.js';
export { HaCluster, type HaClusterProps } from './ha-cluster.js';
export type { RolloutHookProps } from './hook.js';
export type { MachineImageProps, ProvisioningStepProps } from './image.js';
export type { LocalPlatform, LocalPlatformProps } from './local/platform.js';
export type { ObjectStorageProps } from './object-storage.js';
export { Platform } from './platform.js';
export { QuorateProvider, type QuorateProviderProps } from './provider/index.js';
export { type AwsKmsProps, type AzureKeyVaultProps, type GcpCkmsProps, type Pkcs11Props, Seal } from './seal.js';
export { type RetentionProps, Snapshots } from './snapshots.js';

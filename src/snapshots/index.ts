export type { SnapshotKind, SnapshotManifest, SnapshotOrigin } from '../schema/index.js';
export { copyAll, thinOut, thinOutCopies, uncopied } from './copies/copy-all.js';
export { ObjectCopies } from './copies/object-copies.js';
export { allCopies, newestCopy } from './copies/read-copies.js';
export type { SnapshotCopies, StoredCopy } from './copies/snapshot-copies.js';
export { SnapshotFolder } from './folder.js';
export { type Retention, superfluous } from './retention.js';
export { sealInUse, sealKeyOf } from './seal-key.js';
export { assertFits, type RestoreTarget } from './verify/fits.js';

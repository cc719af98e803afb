export type { SnapshotFacts } from './archive.js';
export { SnapshotFolder, type SnapshotManifest, type SnapshotOrigin } from './folder.js';

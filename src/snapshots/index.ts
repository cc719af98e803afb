export { type SnapshotFacts, verifyArchive } from './archive.js';
export { SnapshotFolder, type SnapshotManifest, type SnapshotOrigin, snapshotManifest } from './folder.js';

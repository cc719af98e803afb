import type { SnapshotManifest } from '../../schema/index.js';
import { QuorateError } from '../../schema/index.js';
import type { SnapshotCopies } from './snapshot-copies.js';

/** The newest goes only after a newer one has come; so often in a row that does not happen. */
const LOOKS = 5;

/** What is known of every copy, newest first, without those that are thinned out while they are read. */
export async function allCopies(copies: SnapshotCopies): Promise<readonly SnapshotManifest[]> {
  const found = await Promise.all((await copies.list()).map((copy) => copies.manifest(copy)));
  return found.filter((manifest) => manifest !== null);
}

/** The newest copy, null where there is none. @throws QuorateError `QRT-SNAPSHOT-STORAGE` */
export async function newestCopy(copies: SnapshotCopies): Promise<SnapshotManifest | null> {
  for (let look = 0; look < LOOKS; look += 1) {
    const [newest] = await copies.list();
    if (newest === undefined) return null;
    const manifest = await copies.manifest(newest);
    if (manifest !== null) return manifest;
  }
  throw new QuorateError(
    'QRT-SNAPSHOT-STORAGE',
    `${copies.place}: the newest copy that is listed was not there, ${LOOKS} times in a row`,
    'See what else deletes there, then run the command again.',
  );
}

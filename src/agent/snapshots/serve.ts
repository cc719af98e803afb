import { open } from 'node:fs/promises';
import { SnapshotFolder } from '../../snapshots/index.js';
import type { Node } from '../node.js';

/** An archive may be larger than what an agent has of memory. */
const PIECE_BYTES = 1024 * 1024;

/** The snapshots on a node's own disk, whoever led when they were taken. */
export function servedSnapshots({ home }: Node) {
  const folder = new SnapshotFolder(home.snapshots);
  return {
    list: async () => ({ snapshots: await folder.list() }),

    /** Reads one to its end and compares every sum. @throws QuorateError whose code says what is wrong */
    verify: async (id: string) => folder.verify(await folder.find(id)),

    /** Keeps one from being thinned out while it is read from here. @throws QuorateError `QRT-SNAPSHOT-MISSING` */
    hold: (id: string) => folder.hold({ id }),

    /** What begins at an offset in bytes; whoever asks compares the sums, as of everything that comes over a wire. */
    piece: async (id: string, offset: number) => {
      const archive = await open(folder.archiveOf(id));
      try {
        const { buffer, bytesRead } = await archive.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, offset);
        return { data: buffer.toString('base64', 0, bytesRead) };
      } finally {
        await archive.close();
      }
    },
  };
}

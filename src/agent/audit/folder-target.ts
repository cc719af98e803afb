import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditTarget } from './target.js';

/** One file a machine in a folder that is not the node's own disk; whoever owns the folder rotates it. */
export function folderTarget(folder: string, machineId: string): AuditTarget {
  return {
    deliver: async (lines) => {
      await mkdir(folder, { recursive: true, mode: 0o750 });
      const file = await open(join(folder, `${machineId}.log`), 'a', 0o640);
      try {
        await file.appendFile(lines);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
}

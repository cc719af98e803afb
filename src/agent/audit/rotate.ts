import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_DEVICE } from '../../engine/index.js';
import { reasonOf } from '../../schema/index.js';
import type { Node } from '../node.js';

const LOOK_MS = 5_000;

/** How much room an audit log may take. */
export interface AuditRoom {
  /** Bytes at which the log is laid aside and another one begun. */
  readonly largest: number;
  /** How many that were laid aside are kept: `.1` is the newest. */
  readonly kept: number;
}

/** An engine whose audit log fills the disk serves nobody: this much is kept, about 300 MB. */
export const ROOM: AuditRoom = { largest: 32 * 1024 * 1024, kept: 8 };

/**
 * Lays an audit log aside that has grown too large. The engine writes on into the renamed file until it was told to open
 * its files again, so that no line is lost; the oldest one is deleted.
 *
 * @param reopen has the engine open its files again (SIGHUP)
 */
export async function rotateAudit(path: string, reopen: () => Promise<void>, room = ROOM): Promise<void> {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < room.largest) return;
  rmSync(`${path}.${room.kept}`, { force: true });
  for (let number = room.kept - 1; number >= 1; number -= 1) {
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  }
  renameSync(path, `${path}.1`);
  await reopen();
}

/** Looks after the audit log of this node's engine, as long as the agent lives. */
export function keepAuditBounded({ home, supervisor, log }: Node): void {
  const path = join(home.root, AUDIT_DEVICE.file);
  const look = (): void =>
    void rotateAudit(path, () => supervisor.reload())
      .catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'the audit log could not be laid aside'))
      .finally(() => setTimeout(look, LOOK_MS).unref());
  look();
}

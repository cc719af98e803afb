import { fileURLToPath } from 'node:url';
import type { AuditShipping } from '../../schema/index.js';
import { folderTarget } from './folder-target.js';
import { streamTarget } from './stream-target.js';

/** Somewhere off the node that takes lines of the audit log. */
export interface AuditTarget {
  /** Returns once the lines are there for good; what it throws has them delivered again. */
  deliver(lines: Buffer): Promise<void>;
}

/** The target that this shipping names. */
export function targetOf({ ship_to, ca_file }: AuditShipping, machineId: string): AuditTarget {
  if (ship_to.startsWith('file:')) return folderTarget(fileURLToPath(ship_to), machineId);
  return streamTarget(ship_to, ca_file);
}

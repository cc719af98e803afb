import { fileURLToPath } from 'node:url';
import type { AuditShipping } from '../../schema/index.js';
import { bucketTarget } from './bucket-target.js';
import { folderTarget } from './folder-target.js';
import { streamTarget } from './stream-target.js';

const LOOK_MS = 1_000;
const GATHER_MS = 15_000;

/** Somewhere off the node that takes lines of the audit log. */
export interface AuditTarget {
  /** Returns once the lines are there for good; what it throws has them delivered again. */
  deliver(lines: Buffer): Promise<void>;
}

/** The target that this shipping names. */
export function targetOf({ ship_to, ca_file }: AuditShipping, machineId: string): AuditTarget {
  if (ship_to.startsWith('file:')) return folderTarget(fileURLToPath(ship_to), machineId);
  return ship_to.startsWith('s3:') ? bucketTarget(new URL(ship_to), machineId) : streamTarget(ship_to, ca_file);
}

/** How long to let lines gather: what is put into object storage costs by the piece. Milliseconds. */
export function restOf({ ship_to }: AuditShipping): number {
  return ship_to.startsWith('s3:') ? GATHER_MS : LOOK_MS;
}

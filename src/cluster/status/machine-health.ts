import type { Problem } from '../../schema/index.js';
import type { Look } from '../observe/observe.js';

const GIB = 1024 ** 3;
/** Less than this is little on every disk. */
const LITTLE_BYTES = 2 * GIB;
/** Of a small disk, such a part is little. */
const LITTLE_PART = 0.05;
/** Certificates are valid from a minute before they are made, leases are counted in seconds. */
const TOLERATED_SKEW_MS = 5_000;

/** Nodes that are about to have no room for what the cluster writes, or have none. */
export function fullDisks({ nodes }: Pick<Look, 'nodes'>): Problem[] {
  return nodes.flatMap(({ machine, status }) => {
    const disk = status?.disk;
    if (!disk || disk.free_bytes >= Math.min(LITTLE_BYTES, disk.size_bytes * LITTLE_PART)) return [];
    return [
      {
        code: 'QRT-NODE-DISK',
        message: `the disk of ${machine.id} has ${inMib(disk.free_bytes)} of ${inMib(disk.size_bytes)} left: without room it takes part in no write`,
        fix: 'Make room on it, or deploy machines with a larger disk: an engine goes on by itself once it can write.',
      },
    ];
  });
}

/** Nodes whose clock differs from that of who asks: certificates are early or late for them, and leases end at other times. */
export function wrongClocks({ nodes }: Pick<Look, 'nodes'>): Problem[] {
  return nodes.flatMap(({ machine, skewMs }) => {
    if (skewMs === null || Math.abs(skewMs) <= TOLERATED_SKEW_MS) return [];
    const how = skewMs > 0 ? 'ahead of' : 'behind';
    return [
      {
        code: 'QRT-CLOCK-SKEW',
        message: `the clock of ${machine.id} is ${(Math.abs(skewMs) / 1_000).toFixed(1)} s ${how} this computer's`,
        fix: 'Have both take their time from the network; if every node differs alike, it is this computer that is wrong.',
      },
    ];
  });
}

function inMib(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MiB`;
}

import { type ObjectStorageProps, type SnapshotStorage, storageOf } from './object-storage.js';
import { secondsOf } from './period.js';

/** Of how many hours, days and weeks the newest scheduled snapshot is kept; at least one of them is above 0. */
export interface RetentionProps {
  /** @default 0 */
  readonly hourly?: number;
  /** @default 0 */
  readonly daily?: number;
  /** @default 0 */
  readonly weekly?: number;
}

const LONGEST_SECONDS = 7 * 24 * 3600;
const MOST = 9999;

/**
 * When the node that leads takes snapshots by itself, and which are kept. Every one is verified before it is listed.
 *
 * @example
 * Snapshots.every('1h').keep({ hourly: 24, daily: 7, weekly: 4 }).copyTo({ bucket: 'acme-vault', region: 'eu-west-1' });
 */
export class Snapshots {
  /**
   * One snapshot in every such period: a whole number and s, m, h or d, from 1s to 7d. Kept are 24 hourly, 7 daily and
   * 4 weekly ones unless {@link keep} says otherwise.
   */
  static every(period: string): Snapshots {
    return new Snapshots(periodOf(period), { hourly: 24, daily: 7, weekly: 4 });
  }

  private constructor(
    /** Seconds. */
    readonly period: number,
    readonly retention: Required<RetentionProps>,
    readonly storage: SnapshotStorage | null = null,
  ) {}

  /** The same schedule with a copy of every snapshot in object storage, encrypted there and never replaced. */
  copyTo(props: ObjectStorageProps): Snapshots {
    return new Snapshots(this.period, this.retention, storageOf(props));
  }

  /** The same schedule with another retention. */
  keep({ hourly = 0, daily = 0, weekly = 0 }: RetentionProps): Snapshots {
    for (const [name, count] of Object.entries({ hourly, daily, weekly })) {
      if (Number.isInteger(count) && count >= 0 && count <= MOST) continue;
      throw new Error(`Snapshots.keep takes whole numbers from 0 to ${MOST}, received ${name}: ${count}`);
    }
    if (hourly + daily + weekly === 0) {
      throw new Error('Snapshots.keep was told to keep none: give hourly, daily or weekly a number above 0');
    }
    return new Snapshots(this.period, { hourly, daily, weekly }, this.storage);
  }
}

function periodOf(text: string): number {
  const seconds = secondsOf(text);
  if (seconds >= 1 && seconds <= LONGEST_SECONDS) return seconds;
  throw new Error(`Snapshots.every takes a period from 1s to 7d, for example '1h' or '15m', received '${text}'`);
}

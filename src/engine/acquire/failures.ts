import { QuorateError, reasonOf } from '../../schema/index.js';

/** A source cannot deliver, for a reason that is nobody's attack: the next one is tried. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable';

  constructor(
    readonly code: `QRT-${string}`,
    reason: string,
    readonly cure: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Bytes are not those that were promised. Nothing else is tried: somebody should look. */
export function checksumMismatch(what: string, expected: string, received: string, cure: string): QuorateError {
  return new QuorateError('QRT-ENGINE-CHECKSUM', `${what}: expected sha256 ${expected}, received ${received}`, cure);
}

/** The error as it is, unless it says that the disk is full. */
export function orDiskFull(error: unknown, folder: string): unknown {
  if (!isDiskFull(error)) return error;
  return new QuorateError(
    'QRT-DISK-FULL',
    `no space is left for an engine in ${folder}: ${reasonOf(error)}`,
    MAKE_ROOM,
    { cause: error },
  );
}

export const MAKE_ROOM =
  'Make room (an engine needs 0.2 GB, a build from its Go module 5 GB in the Go caches), or move the caches with XDG_CACHE_HOME, GOCACHE, GOMODCACHE and TMPDIR.';

/** What go and the kernel say when a disk or a quota is full. */
export const SAYS_DISK_FULL = /no space left on device|disk quota exceeded/i;

function isDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT';
}

import * as z from 'zod';
import { StorageScan } from './storage-scan.js';

/** Name of the shares that a cluster was founded with. Those of a rekeying are named by its nonce. */
const FIRST_SHARES = 'initial';

const SEAL = 'core/seal-config';
const RECOVERY = 'core/recovery-config';

/** The engine keeps these in the clear, or it could not say how many shares it needs; no secret is in them. */
const document = z.object({ type: z.string(), nonce: z.string() });

/** A scan for {@link generationIn}. */
export function generationScan(): StorageScan {
  return new StorageScan(new Set([SEAL, RECOVERY]));
}

/** Which shares the storage is of; null when it does not tell. */
export function generationIn(scan: StorageScan): string | null {
  const seal = read(scan, SEAL);
  const shares = seal === null || seal.type === 'shamir' ? seal : read(scan, RECOVERY);
  return shares === null ? null : shares.nonce || FIRST_SHARES;
}

function read(scan: StorageScan, key: string): z.infer<typeof document> | null {
  try {
    return document.parse(JSON.parse(scan.get(key) ?? ''));
  } catch {
    return null;
  }
}

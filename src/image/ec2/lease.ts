import type { Ec2 } from '../../aws/index.js';
import { LEASE_MS, leaseTags } from './tags.js';
import type { Time } from './time.js';

/** Says on the builder, again and again, that somebody works with it; the function that is returned ends that. */
export function keepLease(ec2: Ec2, id: string, time: Time): () => void {
  return time.every(LEASE_MS / 5, () => {
    // One that is missed is of no account: the next comes long before the lease is over.
    ec2.tagResources([id], leaseTags(time.now())).catch(() => undefined);
  });
}

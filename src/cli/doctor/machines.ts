import { lackedForMachines } from '../../machines/index.js';
import { type Finding, ok, warn } from './finding.js';

/** Whether `Platform.local({ machines: 'nspawn' })` would work here. Machines as processes need none of it. */
export function checkMachines(lacked = lackedForMachines()): Finding {
  return lacked ? warn('machines', lacked.lacks, lacked.cure) : ok('machines', 'real machines can be baked and booted');
}

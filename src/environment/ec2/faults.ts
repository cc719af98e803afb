import type { Faults } from '../../cluster/index.js';
import { QuorateError } from '../../schema/index.js';

const refuse = async (): Promise<never> => {
  throw new QuorateError(
    'QRT-NO-FAULTS',
    'drills make no faults on machines of EC2',
    'Exercise on the local platform; on AWS use its Fault Injection Service.',
  );
};

/** What deploys may do to instances is to end those that are no members, and shall be no more. */
export const noFaults: Faults = {
  cutPower: refuse,
  reboot: refuse,
  start: refuse,
  cutOff: refuse,
  reconnect: refuse,
};

import { QuorateError } from '../schema/index.js';

export function noMachine(environment: string, machineId: string): QuorateError {
  return new QuorateError(
    'QRT-NO-MACHINE',
    `there is no machine ${machineId} in ${environment}`,
    `\`quorate status ${environment}\` lists the machines that there are.`,
  );
}

export {
  BalancerClient,
  type BalancerOptions,
  type BalancerRecord,
  type BalancerSpec,
  type BalancerStatus,
  type FoundBalancer,
  findBalancer,
  startBalancer,
  stopBalancer,
  type TargetState,
  type TargetStatus,
} from './balancer/index.js';
export type { MachineDriver, MachineSpec, MachineState } from './driver.js';
export { type Fence, openFence } from './fence/fence.js';
export type { FenceProof } from './fence/order.js';
export { LocalDriver } from './local-driver.js';
export { balancerAddress } from './loopback.js';
export type { MachineRecord } from './machine-record.js';
export { nspawnBuilders } from './nspawn/builders.js';
export { assertMachinesPossible, lackedForMachines } from './nspawn/requirements.js';
export { ProcessDriver } from './process-driver/process-driver.js';
export type { DriverTimings } from './process-driver/timings.js';

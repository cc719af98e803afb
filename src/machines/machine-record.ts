import { join } from 'node:path';
import * as z from 'zod';
import { processIdentity } from '../process/index.js';
import { environmentName, imageDigest, machineId, machineLimits } from '../schema/index.js';

/** `machine.json`: what the driver knows of a machine that it made. Nothing in it is secret. */
export const machineRecord = z.object({
  id: machineId,
  /** What runs it: see the drivers. Machines of earlier versions are processes. */
  driver: z.enum(['process', 'nspawn']).default('process'),
  environment: environmentName,
  role: z.enum(['member', 'seal']),
  slot: z.string(),
  zone: z.string(),
  image: imageDigest,
  /** Address that no other machine has. */
  address: z.string(),
  /** Unix socket of the agent's local API; of a real machine, as its operators' SSH sessions see it. */
  socket: z.string(),
  /** Folder of the machine, absolute; it stays where it is when the environment's folder is copied elsewhere. */
  home: z.string().startsWith('/'),
  /** What of this host a real machine may use. */
  limits: machineLimits.optional(),
  /** Public SSH host key of a real machine, which it made itself; absent until it did. */
  host_key: z.string().optional(),
  /** ISO 8601. */
  created_at: z.string(),
  /** Process that creates or last adopted the machine: while it runs, nobody else finishes its work. */
  created_by: processIdentity,
  /** Whether Terraform has seen the machine in its state. An unclaimed one comes from a killed create. */
  claimed: z.boolean(),
});
export type MachineRecord = z.infer<typeof machineRecord>;

/** Files of a machine's folder that driver and agent share. */
export function machineFiles(home: string) {
  return {
    record: join(home, 'machine.json'),
    identity: join(home, 'identity.json'),
    agentPid: join(home, 'agent.pid'),
    enginePid: join(home, 'engine.pid'),
    agentLog: join(home, 'logs', 'agent.log'),
  };
}

import { isAlive, readLivePid, waitUntil } from '../../process/index.js';
import { type MachineRecord, machineFiles } from '../machine-record.js';
import type { InFlight } from './in-flight.js';
import type { DriverTimings } from './timings.js';

/**
 * Waits while somebody may be about to start the recorded machine: its create was aborted a moment ago, here or in
 * a provider that is about to end. Otherwise a process could appear just after it was looked for.
 */
export async function settle(
  { id, home, created_by }: MachineRecord,
  inFlight: InFlight,
  { creatorMs }: DriverTimings,
  signal?: AbortSignal,
): Promise<void> {
  const idle = () => (created_by.pid === process.pid ? !inFlight.has(id) : !isAlive(created_by));
  const started = async () => (await readLivePid(machineFiles(home).agentPid)) !== null;
  const settled = async () => (idle() || (await started()) ? true : undefined);
  await waitUntil(settled, { deadlineMs: creatorMs, intervalMs: 5, signal });
}

import { identityOf, isAlive, readLivePid, terminate, waitUntil } from '../../process/index.js';
import type { MachineSpec } from '../driver.js';
import { type MachineRecord, machineFiles } from '../machine-record.js';
import type { InFlight } from './in-flight.js';
import { type FoundMachine, writeMachine } from './record-files.js';
import { awaitAgent, startAgent } from './start.js';
import type { DriverTimings } from './timings.js';

/** A create that looks for the work of an earlier one. */
export interface Adoption {
  readonly spec: MachineSpec;
  readonly agent: string;
  readonly inFlight: InFlight;
  readonly timings: DriverTimings;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finishes what a killed create began: a machine of the same kind that Terraform never heard of. One whose agent was
 * not started yet is started. Null when there is none, or none that comes up: then the caller makes a new one, and
 * what does not come up stays for `sweep`, because it may hold data.
 */
export async function adoptMachine(
  candidates: readonly FoundMachine[],
  adoption: Adoption,
): Promise<MachineRecord | null> {
  const { spec, inFlight, signal } = adoption;
  for (const candidate of candidates.filter(({ record }) => isSame(record, spec))) {
    const { id } = candidate.record;
    if (inFlight.isWanted(id) || !(await creatorHasLeft(candidate.record, adoption))) continue;
    const adopted = await inFlight.during(id, signal, () => adoptOne(candidate, adoption));
    if (adopted !== null) return adopted;
  }
  return null;
}

/** A seal server is never replaced, so that another image than it was begun with is no reason to make a second one. */
function isSame(record: MachineRecord, spec: MachineSpec): boolean {
  const keys = ['environment', 'role', 'slot', 'zone', ...(spec.role === 'seal' ? [] : (['image'] as const))] as const;
  return !record.claimed && keys.every((key) => record[key] === spec[key]);
}

async function adoptOne(candidate: FoundMachine, adoption: Adoption): Promise<MachineRecord | null> {
  const record = { ...candidate.record, created_by: identityOf() ?? candidate.record.created_by };
  await writeMachine({ ...candidate, record });
  return (await comesUp(record, adoption)) ? record : null;
}

/** A creator that still runs is about to notice that its Terraform is gone; one that stays is not ours to replace. */
async function creatorHasLeft({ id, created_by }: MachineRecord, { inFlight, timings, signal }: Adoption) {
  const busy = () => (created_by.pid === process.pid ? inFlight.has(id) : isAlive(created_by));
  const left = () => (busy() ? undefined : true);
  return (await waitUntil(left, { deadlineMs: timings.creatorMs, signal })) === true;
}

async function comesUp(record: MachineRecord, { agent, timings, signal }: Adoption): Promise<boolean> {
  const { agentPid } = machineFiles(record.home);
  const wasRunning = (await readLivePid(agentPid)) !== null;
  try {
    await (wasRunning ? awaitAgent : startAgent)({ record, agent, timings, signal });
    return true;
  } catch {
    signal?.throwIfAborted();
    if (!wasRunning) await terminate(agentPid, { graceMs: timings.agentGraceMs, signal });
    return false;
  }
}

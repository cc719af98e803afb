import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { minimalEnvironment, readLivePid, spawnDetached, waitUntil } from '../../process/index.js';
import { AGENT_ENVIRONMENT, AGENT_FLAGS, AGENT_PROGRAM, QuorateError } from '../../schema/index.js';
import { logTail } from '../log-tail.js';
import { type MachineRecord, machineFiles } from '../machine-record.js';
import { agentAnswers } from './agent-probe.js';
import type { DriverTimings } from './timings.js';

/**
 * Path of the agent in an image.
 *
 * @throws QuorateError `QRT-IMAGE-MISSING` when it is not there.
 */
export async function agentOf(imagePath: string): Promise<string> {
  const agent = join(imagePath, AGENT_PROGRAM);
  await access(agent).catch(() => {
    throw new QuorateError(
      'QRT-IMAGE-MISSING',
      `there is no image in ${imagePath}: expected the agent ${agent}`,
      'Deploy again: the image is baked when its folder is missing. Remove the folder first if it is incomplete.',
    );
  });
  return agent;
}

/** The start of one machine's agent. */
export interface AgentStart {
  readonly record: MachineRecord;
  /** Path of the agent's program. */
  readonly agent: string;
  readonly timings: DriverTimings;
  readonly signal?: AbortSignal | undefined;
}

/** Starts the agent of a recorded machine and waits until it answers. */
export async function startAgent(start: AgentStart): Promise<void> {
  const { home } = start.record;
  const files = machineFiles(home);
  await spawnDetached({
    command: process.execPath,
    args: [...AGENT_FLAGS, start.agent, home],
    cwd: home,
    env: { ...minimalEnvironment(), ...AGENT_ENVIRONMENT },
    stdoutFile: files.agentLog,
    stderrFile: files.agentLog,
    pidFile: files.agentPid,
  });
  await awaitAgent(start);
}

/**
 * Waits until the started agent answers.
 *
 * @throws QuorateError `QRT-MACHINE-START` when its process ends or the deadline passes, with the end of its log.
 */
export async function awaitAgent({ record, timings, signal }: AgentStart): Promise<void> {
  const files = machineFiles(record.home);
  let last = `its agent did not answer within ${timings.startMs / 1_000} s`;
  const answered = await waitUntil(
    async () => {
      if (await agentAnswers(record, timings.answerMs, signal)) return true;
      if ((await readLivePid(files.agentPid)) !== null) return undefined;
      last = 'the process of its agent has ended';
      return false;
    },
    { deadlineMs: timings.startMs, intervalMs: 20, signal },
  );
  if (answered) return;
  throw new QuorateError(
    'QRT-MACHINE-START',
    `machine ${record.id} on ${record.address} did not start: ${last}. End of its log:\n${await logTail(files.agentLog)}`,
    'Cure what the log says, then deploy again. What the machine had made was removed.',
  );
}

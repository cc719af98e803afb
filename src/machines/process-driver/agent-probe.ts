import * as z from 'zod';
import { type AgentChannel, unixChannel } from '../../channel/index.js';
import type { MachineRecord } from '../machine-record.js';

/** Agents of older images do not know the query, and answer all the same. */
const PATH = '/v1/status?engine=unasked';

const status = z.object({ identity: z.object({ machine_id: z.string() }) });

/** Whether the machine's own agent answers on its socket within the time-out (milliseconds). */
export async function agentAnswers(record: MachineRecord, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  return await agentAnswersOn(unixChannel(record.socket), record.id, timeoutMs, signal);
}

/** Whether the agent of this very machine answers on a channel. */
export async function agentAnswersOn(
  channel: AgentChannel,
  id: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const { body } = await channel.request({ method: 'GET', path: PATH, timeoutMs, signal });
    return status.parse(body).identity.machine_id === id;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}

import * as z from 'zod';
import { unixChannel } from '../../channel/index.js';
import { identityOf, socketPath, terminateProcess } from '../../process/index.js';
import type { DriverTimings } from './timings.js';

const status = z.object({
  identity: z.object({ machine_id: z.string() }),
  agent: z.object({ pid: z.number() }),
  engine: z.object({ pid: z.number().nullable() }).optional(),
});

/**
 * Stops a machine whose folder somebody removed by hand while it ran: its pid files are gone with it, but its agent
 * still answers, and knows. Nothing happens when nobody answers.
 */
export async function stopHomeless(id: string, timings: DriverTimings, signal?: AbortSignal): Promise<void> {
  const channel = unixChannel(await socketPath(id));
  const request = { method: 'GET', path: '/v1/status', timeoutMs: timings.answerMs, signal } as const;
  const reply = await channel.request(request).catch(() => null);
  const parsed = status.safeParse(reply?.body);
  if (!parsed.success || parsed.data.identity.machine_id !== id) return;
  const [agent, engine] = [parsed.data.agent.pid, parsed.data.engine?.pid].map((pid) => (pid ? identityOf(pid) : null));
  if (agent) await terminateProcess(agent, { graceMs: timings.agentGraceMs, signal });
  if (engine) await terminateProcess(engine, { graceMs: timings.engineGraceMs, signal });
}

import { addressOf, assertLed, type JobContext, situationNow } from '../../cluster/index.js';
import type { EngineClient } from '../../engine/index.js';

/** A client of the node that leads now, logged in with this role. @throws QuorateError `QRT-NO-LEADER` */
export async function engineOfLeader(context: JobContext, role: 'configure'): Promise<EngineClient> {
  const leader = assertLed(await situationNow(context));
  return await context.access.logins.as(role, await addressOf(context, leader));
}

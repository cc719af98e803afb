import type { EngineClient } from '../../../engine/index.js';
import { addressOf } from '../../steps/context.js';
import type { JobContext } from '../job.js';
import { assertLed } from '../support/preconditions.js';
import { settledSituation } from '../support/situation.js';

/** The node that leads, and a client of it that holds no token: what a quorum of shares does needs none. */
export async function leaderWithoutToken(
  context: JobContext,
): Promise<{ readonly leader: string; readonly engine: EngineClient }> {
  const situation = await settledSituation(context);
  // Who leads is enough: the operator may be let in no more, which is when people need their shares.
  const leader = situation.leader ?? assertLed(situation);
  return { leader, engine: await context.access.logins.connect('operator', await addressOf(context, leader)) };
}

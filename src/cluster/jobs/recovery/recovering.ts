import type { EngineClient } from '../../../engine/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { ClusterAccess } from '../../access.js';
import { FactsStore } from '../../facts-store.js';
import type { RecoveryFact } from '../../model/index.js';
import { addressOf } from '../../steps/context.js';
import type { JobContext } from '../job.js';

/** The recovery that is under way. @throws QuorateError `QRT-NO-RECOVERY` */
export async function recoveryUnderWay({ access, spec }: JobContext): Promise<RecoveryFact> {
  const { recovery } = await new FactsStore(access.store).read();
  if (recovery !== null && recovery.quorum === undefined) return recovery;
  throw new QuorateError(
    'QRT-NO-RECOVERY',
    `no node of ${spec.environment} is in recovery mode`,
    `Begin with: quorate recover start ${spec.environment} NODE.`,
  );
}

/** A client of the node in recovery mode, without a token. */
export async function recoveryEngine(context: JobContext, { node }: RecoveryFact): Promise<EngineClient> {
  const address = await addressOf(context, node);
  return await context.access.logins.connect('operator', address);
}

/** Forgets the token of a recovery and whatever was begun for one. */
export async function forgetToken({ working }: ClusterAccess): Promise<void> {
  await working.delete(TOKEN);
  await working.delete(ATTEMPT);
}

/** Documents of the working store. */
export const TOKEN = 'recovery/token';
export const ATTEMPT = 'recovery/attempt';

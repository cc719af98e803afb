import { type EngineClient, EngineError } from '../../../engine/index.js';
import { keepSettings, lookAtSettings, refused } from '../../settings/keep.js';
import { revokeForGood } from '../../steps/secure.js';
import type { Job, JobContext, Preparation } from '../job.js';
import { leaderAddress } from '../support/leader-address.js';

/** What was mended, each with how it differed. */
export interface MendedSettings {
  readonly mended: readonly string[];
}

/**
 * Makes the settings of the engine what was deployed last.
 *
 * @param root a root token, where the role that is for it is not let in any more; null for that role. It is revoked in
 *   the end, and so worth nothing to whoever else has seen it.
 */
export function configureJob(root: string | null): Preparation<MendedSettings> {
  return async (context): Promise<Job<MendedSettings>> => {
    const engine = await client(context, root);
    const differences = await lookAtSettings(context, engine);
    const mended: string[] = [];
    const steps = [
      {
        step: 'mend the settings of the engine',
        reason: differences.join('; '),
        run: () => keepSettings(context, engine, (difference) => mended.push(difference)),
      },
    ];
    return {
      steps: [
        ...(differences.length === 0 ? [] : steps),
        ...(root === null ? [] : [{ ...REVOKE, run: () => revokeForGood(engine) }]),
      ],
      conclude: async () => ({ mended }),
    };
  };
}

const REVOKE = { step: 'revoke the root token', reason: 'it has served, and whoever holds it may do everything' };

async function client(context: JobContext, root: string | null): Promise<EngineClient> {
  const { access, spec } = context;
  const address = await leaderAddress(context);
  if (root !== null) return (await access.logins.connect('configure', address)).withToken(root);
  return await access.logins.as('configure', address).catch((error: unknown) => {
    throw error instanceof EngineError && error.status < 500 ? refused(spec, error) : error;
  });
}

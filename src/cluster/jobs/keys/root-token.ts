import { type CeremonyTurn, takeTurn } from '../../keys/ceremony.js';
import { sharesAtHand } from '../../keys/shares.js';
import type { Job, Preparation } from '../job.js';
import { leaderWithoutToken } from './leader.js';

const ATTEMPT = 'root/attempt';

/**
 * One share holder's turn in making a root token, for what no role of ours may do. The last one gets it; nothing keeps it.
 *
 * @param share the one that a person gave; null where the lab's own key opens them
 */
export function rootTokenJob(share: string | null): Preparation<CeremonyTurn> {
  return async (context): Promise<Job<CeremonyTurn>> => {
    const { leader, engine } = await leaderWithoutToken(context);
    const shares = await sharesAtHand(context.access, share);
    let turn: CeremonyTurn | undefined;
    return {
      steps: [
        {
          step: shares.length === 1 ? 'give one share' : `give ${shares.length} shares`,
          reason: `${leader} makes a root token of a quorum of them; revoke it as soon as it has served`,
          run: async ({ access, lock }) => {
            await lock.assertHeld();
            turn = await takeTurn(engine.generateRoot(), access.working, ATTEMPT, shares);
          },
        },
      ],
      conclude: async () => {
        if (turn) return turn;
        throw new Error('shares were given once the step has run');
      },
    };
  };
}

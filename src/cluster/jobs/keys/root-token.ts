import { type CeremonyTurn, takeTurn } from '../../keys/ceremony.js';
import { sharesAtHand } from '../../keys/shares.js';
import type { Preparation } from '../job.js';
import { shareGiving } from './give-shares.js';
import { leaderWithoutToken } from './leader.js';

const ATTEMPT = 'root/attempt';

/**
 * One share holder's turn in making a root token, for what no role of ours may do. The last one gets it; nothing keeps it.
 *
 * @param share the one that a person gave; null where the lab's own key opens them
 */
export function rootTokenJob(share: string | null): Preparation<CeremonyTurn> {
  return async (context) => {
    const { leader, engine } = await leaderWithoutToken(context);
    const shares = await sharesAtHand(context.access, share);
    return shareGiving(
      shares,
      `${leader} makes a root token of a quorum of them; revoke it as soon as it has served`,
      ({ access }) => takeTurn(engine.generateRoot(), access.working, ATTEMPT, shares),
    );
  };
}

import { type CeremonyTurn, takeTurn } from '../../keys/ceremony.js';
import { sharesAtHand } from '../../keys/shares.js';
import type { Preparation } from '../job.js';
import { shareGiving } from '../keys/give-shares.js';
import { ATTEMPT, recoveryEngine, recoveryUnderWay, TOKEN } from './recovering.js';

/** How many shares were given; the token itself is kept in the working store and never shown. */
export type RecoveryTokenTurn = Omit<CeremonyTurn, 'token'> & { readonly made: boolean };

/**
 * Makes the token with which storage is worked on, from a quorum of recovery or unseal shares.
 *
 * @param share the one that a person gave; null where the lab's own key opens them
 */
export function recoveryTokenJob(share: string | null): Preparation<RecoveryTokenTurn> {
  return async (context) => {
    const recovery = await recoveryUnderWay(context);
    const shares = await sharesAtHand(context.access, share);
    return shareGiving(
      shares,
      `the engine of ${recovery.node} makes a recovery token of a quorum of them; it dies with the recovery`,
      async (work) => {
        const { working } = work.access;
        const engine = await recoveryEngine(work, recovery);
        const { given, required, token } = await takeTurn(
          engine.generateRoot('recovery-token'),
          working,
          ATTEMPT,
          shares,
        );
        if (token !== null) await working.write(TOKEN, { token });
        return { given, required, made: token !== null };
      },
    );
  };
}

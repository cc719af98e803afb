import { type CeremonyTurn, takeTurn } from '../../keys/ceremony.js';
import { sharesAtHand } from '../../keys/shares.js';
import type { Job, Preparation } from '../job.js';
import { ATTEMPT, recoveryEngine, recoveryUnderWay, TOKEN } from './recovering.js';

/** How many shares were given; the token itself is kept in the working store and never shown. */
export type RecoveryTokenTurn = Omit<CeremonyTurn, 'token'> & { readonly made: boolean };

/**
 * Makes the token with which storage is worked on, from a quorum of recovery or unseal shares.
 *
 * @param share the one that a person gave; null where the lab's own key opens them
 */
export function recoveryTokenJob(share: string | null): Preparation<RecoveryTokenTurn> {
  return async (context): Promise<Job<RecoveryTokenTurn>> => {
    const recovery = await recoveryUnderWay(context);
    const shares = await sharesAtHand(context.access, share);
    let turn: CeremonyTurn | undefined;
    return {
      steps: [
        {
          step: shares.length === 1 ? 'give one share' : `give ${shares.length} shares`,
          reason: `the engine of ${recovery.node} makes a recovery token of a quorum of them; it dies with the recovery`,
          run: async (work) => {
            const { working } = work.access;
            const engine = await recoveryEngine(work, recovery);
            turn = await takeTurn(engine.generateRoot('recovery-token'), working, ATTEMPT, shares);
            if (turn.token !== null) await working.write(TOKEN, { token: turn.token });
          },
        },
      ],
      conclude: async () => {
        if (!turn) throw new Error('shares were given once the step has run');
        return { given: turn.given, required: turn.required, made: turn.token !== null };
      },
    };
  };
}

import type { EntryIn } from '../../../custody/index.js';
import type { EngineClient, RekeyApi } from '../../../engine/index.js';
import { QuorateError } from '../../../schema/index.js';
import { givingShares, takeTurn } from '../../keys/ceremony.js';
import { confirmedKeys } from '../../keys/confirmed.js';
import { sharesAtHand } from '../../keys/shares.js';
import type { StepContext } from '../../steps/context.js';
import { revokeForGood } from '../../steps/secure.js';
import type { Preparation } from '../job.js';
import { shareGiving } from './give-shares.js';
import { leaderWithoutToken } from './leader.js';

const ATTEMPT = 'proof/attempt';

/** How the proof of shares stands after a turn. */
export interface ProofTurn {
  /** Whether the shares are new ones that come into force with the proof, or those in force. */
  readonly of: 'new shares' | 'shares in force';
  readonly given: number;
  readonly required: number;
  readonly proven: boolean;
}

/**
 * One share holder's turn in proving that the shares still work. New ones come into force with it; those in force make a
 * root token, which is revoked at once.
 *
 * @param share the one that a person gave; null where the lab's own key opens them
 */
export function verifySharesJob(share: string | null): Preparation<ProofTurn> {
  return async (context) => {
    const { access, spec } = context;
    const entry = await confirmedKeys(access, spec);
    const { leader, engine } = await leaderWithoutToken(context);
    const api = engine.rekey(entry.kind);
    const waiting = (await api.status()).verification_nonce !== '';
    if (waiting && entry.pending === null) throw givenUp(spec.environment);
    const shares = await sharesAtHand(access, share, entry.pending === null ? 'in force' : 'pending');
    return shareGiving(
      shares,
      waiting
        ? `${leader} lets the new shares come into force once a quorum of them is proven`
        : `${leader} makes a root token of a quorum of them, which is revoked at once`,
      async (work) => {
        if (waiting) return await proveNew(work, api, shares);
        return await proveByToken(work, engine, entry, shares).catch((error: unknown) => {
          throw entry.pending !== null && isWrong(error) ? notInForce(spec.environment, error) : error;
        });
      },
    );
  };
}

async function proveNew({ access }: StepContext, api: RekeyApi, shares: readonly string[]): Promise<ProofTurn> {
  const { nonce, t: required } = await api.verificationStatus();
  for (const share of shares) {
    const said = await givingShares(() => api.verify(share, nonce));
    if (!said?.complete) continue;
    await access.sealed.apply({ event: 'rekey-proven' });
    return { of: 'new shares', given: required, required, proven: true };
  }
  const { progress } = await api.verificationStatus();
  return { of: 'new shares', given: progress, required, proven: false };
}

/** New shares of which the engine knows nothing any more came into force before this was noted, or never did. */
async function proveByToken(
  { access }: StepContext,
  engine: EngineClient,
  { pending }: EntryIn<'confirmed'>,
  shares: readonly string[],
): Promise<ProofTurn> {
  const { given, required, token } = await takeTurn(engine.generateRoot(), access.working, ATTEMPT, shares);
  if (token !== null) {
    await revokeForGood(engine.withToken(token));
    if (pending !== null) await access.sealed.apply({ event: 'rekey-proven' });
  }
  return { of: pending === null ? 'shares in force' : 'new shares', given, required, proven: token !== null };
}

function isWrong(error: unknown): boolean {
  return error instanceof QuorateError && error.code === 'QRT-WRONG-SHARE';
}

/** The engine keeps a rekeying in the memory of the node that leads, and forgets it with the lead. */
function notInForce(environment: string, cause: unknown): QuorateError {
  return new QuorateError(
    'QRT-REKEY-LOST',
    'the engine does not wait for the proof of the new shares any more, and they open nothing: leadership has moved since they were made, or a share was wrong',
    `The shares from before are in force and stay so. Make new ones again: quorate keys rekey ${environment}.`,
    { cause },
  );
}

function givenUp(environment: string): QuorateError {
  return new QuorateError(
    'QRT-NO-REKEY',
    'the engine waits for the proof of new shares that were given up here',
    `Have it forget them: quorate keys rekey ${environment} --cancel.`,
  );
}

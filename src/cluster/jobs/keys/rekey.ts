import * as z from 'zod';
import type { Recipient, ShareSet } from '../../../custody/index.js';
import type { RekeyApi } from '../../../engine/index.js';
import { QuorateError } from '../../../schema/index.js';
import { givingShares } from '../../keys/ceremony.js';
import { confirmedKeys } from '../../keys/confirmed.js';
import { shareHolders } from '../../keys/recipients.js';
import { sharesAtHand } from '../../keys/shares.js';
import type { StepContext } from '../../steps/context.js';
import type { Preparation } from '../job.js';
import { shareGiving } from './give-shares.js';
import { leaderWithoutToken } from './leader.js';

/** The rekeying that is under way on the engine; without it a share of ours could go into somebody else's. */
const ATTEMPT = 'rekey/attempt';
const attempt = z.object({ nonce: z.string() });

/** How a rekeying stands after a turn. */
export interface RekeyTurn {
  readonly given: number;
  readonly required: number;
  /** Who gets the new shares. */
  readonly holders: readonly string[];
  /** Whether the new shares are in custody, encrypted, and wait for their holders to prove them. */
  readonly made: boolean;
}

/**
 * One present share holder's turn in giving the shares to the holders that the stack names now. The new ones are kept,
 * encrypted, before anybody proves them; until then the old ones are in force.
 *
 * @param share the one that a person gave; null where the lab's own key opens them
 */
export function rekeyJob(share: string | null): Preparation<RekeyTurn> {
  return async (context, brokenOff) => {
    const { access, spec } = context;
    const entry = await confirmedKeys(access, spec);
    const { leader, engine } = await leaderWithoutToken(context);
    if ((await engine.rekey(entry.kind).status()).verification_nonce !== '') {
      const { pending, threshold: required } = entry;
      if (pending === null || brokenOff.length === 0) throw waiting(spec.environment);
      const holders = pending.recipients.map(({ name }) => name);
      return { steps: [], conclude: async () => ({ given: required, required, holders, made: true }) };
    }
    const shares = await sharesAtHand(access, share);
    // Every key is tried before the engine is asked: shares that nobody can open are worse than none.
    const holders = await shareHolders(spec, access.working);
    const { threshold } = spec.custody;
    const names = holders.map(({ name }) => name);
    return shareGiving(
      shares,
      `${leader} makes ${holders.length} new ${entry.kind} shares of which ${threshold} are needed, for ${[...new Set(names)].join(', ')}`,
      async (work) => ({ ...(await giveAll(work, engine.rekey(entry.kind), shares, holders)), holders: names }),
    );
  };
}

/** Ends a rekeying that was begun; the shares that are in force stay so. */
export const cancelRekeyJob: Preparation<{ readonly cancelled: boolean }> = async (context) => {
  const { access, spec } = context;
  const entry = await confirmedKeys(access, spec);
  const { leader, engine } = await leaderWithoutToken(context);
  const { started, nonce } = await engine.rekey(entry.kind).status();
  const steps = [
    {
      step: 'cancel the rekeying',
      reason: `${leader} forgets the shares that were given to it; those in force stay so`,
      run: async (work: StepContext) => {
        await work.lock.assertHeld();
        // In this order: while the engine still knows of it, the same command can be run again.
        await work.access.sealed.apply({ event: 'rekey-cancelled' });
        await engine.rekey(entry.kind).cancel(nonce);
        await work.access.working.delete(ATTEMPT);
      },
    },
  ];
  return { steps: started ? steps : [], conclude: async () => ({ cancelled: started }) };
};

async function giveAll(
  { access, spec }: StepContext,
  api: RekeyApi,
  shares: readonly string[],
  holders: readonly Recipient[],
): Promise<Omit<RekeyTurn, 'holders'>> {
  const { threshold } = spec.custody;
  const { nonce } = await begun(access, api, threshold, holders);
  const { required } = await api.status();
  for (const share of shares) {
    const said = await givingShares(() => api.update(share, nonce));
    if (!said?.complete) continue;
    const recipients = holders.map(({ name, fingerprint }) => ({ name, fingerprint }));
    const set: Omit<ShareSet, 'given'> = {
      generation: nonce,
      shares: holders.length,
      threshold,
      recipients,
      messages: said.keys_base64,
    };
    await access.sealed.apply({ event: 'rekey', set });
    await access.working.delete(ATTEMPT);
    return { given: required, required, made: true };
  }
  const { progress } = await api.status();
  return { given: progress, required, made: false };
}

/** A rekeying that nobody here began could go to other holders: it is ended. */
async function begun(
  { working }: StepContext['access'],
  api: RekeyApi,
  threshold: number,
  holders: readonly Recipient[],
): Promise<z.infer<typeof attempt>> {
  const known = await working.read(ATTEMPT, attempt);
  const { started, nonce } = await api.status();
  if (started && known?.nonce === nonce) return known;
  if (started) await api.cancel(nonce);
  const fresh = await api.start({
    secret_shares: holders.length,
    secret_threshold: threshold,
    pgp_keys: holders.map(({ key }) => key),
    require_verification: true,
  });
  await working.write(ATTEMPT, { nonce: fresh.nonce });
  return { nonce: fresh.nonce };
}

function waiting(environment: string): QuorateError {
  return new QuorateError(
    'QRT-REKEY-WAITS',
    'new shares were made already and wait for their holders to prove them',
    `Each new holder runs: quorate keys verify ${environment}. To give them up: quorate keys rekey ${environment} --cancel.`,
  );
}

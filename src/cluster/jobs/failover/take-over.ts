import { QuorateError } from '../../../schema/index.js';
import { takeTurn } from '../../keys/ceremony.js';
import { sharesAtHand } from '../../keys/shares.js';
import { addressOf, type StepContext } from '../../steps/context.js';
import { revokeForGood, setUp } from '../../steps/secure.js';
import { awaitActive } from '../support/await-active.js';

const ATTEMPT = 'takeover/attempt';

/**
 * Gives the operators of this environment their logins to a cluster that was restored from another one: it knows only
 * those of the other. A quorum of shares unseals it where it has to be, and makes a root token that is revoked at once.
 *
 * @param share the one that a person gave; null where the lab's own key opens them
 * @throws QuorateError `QRT-SHARE-NEEDED` when more people have to come, each of whom runs the same command
 */
export async function takeOver(work: StepContext, node: string, share: string | null): Promise<void> {
  const { access } = work;
  const shares = await sharesAtHand(access, share);
  const agent = await access.platform.agent(node);
  for (const one of (await agent.status()).engine.sealed === true ? shares : []) await agent.unseal({ key: one });
  const address = await addressOf(work, node);
  const engine = await access.logins.connect('operator', address);
  const { engine: seen } = await agent.status();
  if (seen.sealed === true && (seen.unseal_progress ?? 0) > 0)
    throw moreShares(seen.unseal_progress ?? 0, 'to unseal it');
  await awaitActive(work, node, engine, { purpose: 'with what was restored', command: 'failover' });
  const { given, token } = await takeTurn(engine.generateRoot(), access.working, ATTEMPT, shares);
  if (token === null) throw moreShares(given, 'for its new logins');
  const root = engine.withToken(token);
  await setUp(work, root);
  await access.logins.as('operator', address);
  await revokeForGood(root);
}

function moreShares(given: number, why: string): QuorateError {
  return new QuorateError(
    'QRT-SHARE-NEEDED',
    `${given} ${given === 1 ? 'share was' : 'shares were'} given ${why}, more are needed`,
    'The next share holder runs the same command.',
  );
}

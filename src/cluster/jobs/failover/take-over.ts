import { waitUntil } from '../../../process/index.js';
import { QuorateError, reasonOf } from '../../../schema/index.js';
import { takeTurn } from '../../keys/ceremony.js';
import { sharesAtHand } from '../../keys/shares.js';
import { addressOf, type StepContext } from '../../steps/context.js';
import { revokeForGood, setUp } from '../../steps/secure.js';

const ATTEMPT = 'takeover/attempt';
const ACTIVE_MS = 60_000;

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
  await awaitActive(work, node, async () => (await engine.health({ deadlineMs: 1_000 })).code === 200);
  const { given, token } = await takeTurn(engine.generateRoot(), access.working, ATTEMPT, shares);
  if (token === null) throw moreShares(given, 'for its new logins');
  const root = engine.withToken(token);
  await setUp(work, root);
  await access.logins.as('operator', address);
  await revokeForGood(root);
}

async function awaitActive({ signal }: StepContext, node: string, isActive: () => Promise<boolean>): Promise<void> {
  let last = 'it does not lead';
  const active = async () => {
    try {
      return (await isActive()) ? true : undefined;
    } catch (error) {
      last = reasonOf(error);
      return undefined;
    }
  };
  if (await waitUntil(active, { deadlineMs: ACTIVE_MS, intervalMs: 200, signal })) return;
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `${node} was expected to lead alone within ${ACTIVE_MS / 1000} s with what was restored; last seen: ${last}`,
    'Read logs/engine.log of its machine; the failover can be run again and goes on here.',
  );
}

function moreShares(given: number, why: string): QuorateError {
  return new QuorateError(
    'QRT-SHARE-NEEDED',
    `${given} ${given === 1 ? 'share was' : 'shares were'} given ${why}, more are needed`,
    'The next share holder runs the same command.',
  );
}

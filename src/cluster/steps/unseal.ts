import type { AgentClient } from '../../channel/index.js';
import { decryptMessage, ensureKeyPair, type PgpKeyPair, type ShareSet } from '../../custody/index.js';
import { waitUntil } from '../../process/index.js';
import { QuorateError } from '../../schema/index.js';
import type { StepContext } from './context.js';

const SETTLE_MS = 10_000;

type Shares = Pick<ShareSet, 'messages' | 'threshold'> & { readonly generation?: string };

/**
 * Unseals with the lab's own shares. Only a lab has a key that opens them without a person. Where a restore was killed,
 * its storage may be of another generation of shares than custody takes to be in force: what opens it is in force.
 */
export async function unseal({ access, signal }: StepContext, id: string): Promise<void> {
  const entry = await access.sealed.read();
  if (!entry || !('messages' in entry) || !entry.messages)
    throw new Error(`custody holds no shares to unseal ${id} with`);
  const key = await ensureKeyPair(access.working, 'lab');
  const agent = await access.platform.agent(id);
  const others: readonly Shares[] = entry.state === 'confirmed' ? entry.former.toReversed() : [];
  const { generation } = await withFirstThatFits(agent, key, [
    { messages: entry.messages, threshold: entry.threshold },
    ...others,
  ]);
  if (generation !== undefined) await access.sealed.apply({ event: 'back-in-force', generation });
  // A joiner loads the log before it is unsealed; shares given a second time meanwhile would disturb it.
  await waitUntil(async () => ((await agent.status()).engine.sealed === false ? true : undefined), {
    deadlineMs: SETTLE_MS,
    intervalMs: 100,
    signal,
  });
}

async function withFirstThatFits(agent: AgentClient, key: PgpKeyPair, sets: readonly Shares[]): Promise<Shares> {
  let wrong: unknown;
  for (const set of sets) {
    try {
      for (const message of set.messages.slice(0, set.threshold)) {
        await agent.unseal({ key: await decryptMessage(message, key) });
      }
      return set;
    } catch (error) {
      if (!(error instanceof QuorateError) || error.code !== 'QRT-WRONG-SHARE') throw error;
      wrong ??= error;
    }
  }
  throw wrong;
}

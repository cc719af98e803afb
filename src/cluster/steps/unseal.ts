import { decryptMessage, ensureKeyPair } from '../../custody/index.js';
import { waitUntil } from '../../process/index.js';
import type { StepContext } from './context.js';

const SETTLE_MS = 10_000;

/** Unseals with the lab's own shares. Only a lab has a key that opens them without a person. */
export async function unseal({ access, signal }: StepContext, id: string): Promise<void> {
  const entry = await access.sealed.read();
  if (!entry || !('messages' in entry) || !entry.messages)
    throw new Error(`custody holds no shares to unseal ${id} with`);
  const key = await ensureKeyPair(access.working, 'lab');
  const agent = await access.platform.agent(id);
  for (const message of entry.messages.slice(0, entry.threshold)) {
    await agent.unseal({ key: await decryptMessage(message, key) });
  }
  // A joiner loads the log before it is unsealed; shares given a second time meanwhile would disturb it.
  await waitUntil(async () => ((await agent.status()).engine.sealed === false ? true : undefined), {
    deadlineMs: SETTLE_MS,
    intervalMs: 100,
    signal,
  });
}

import * as z from 'zod';
import type { WorkingStore } from '../../custody/index.js';
import { decodeRootToken, EngineError, type GenerateRootApi } from '../../engine/index.js';
import { QuorateError } from '../../schema/index.js';

/** What every share holder's turn needs of the first one's; worthless without a quorum of shares. */
const attempt = z.object({ nonce: z.string(), otp: z.string() });

/** How a ceremony stands after a turn. The token is there once enough shares were given. */
export interface CeremonyTurn {
  readonly given: number;
  readonly required: number;
  readonly token: string | null;
}

/**
 * One person's turn in making a token: shares go to the engine one by one and meet nowhere else. The first turn begins
 * the ceremony; its one-time password is kept in the working store until the token is made.
 *
 * @param name of the document in the working store that holds it
 * @throws QuorateError `QRT-WRONG-SHARE` when the shares given so far make no key; the ceremony then begins anew.
 */
export async function takeTurn(
  api: GenerateRootApi,
  working: WorkingStore,
  name: string,
  shares: readonly string[],
): Promise<CeremonyTurn> {
  const { nonce, otp } = await begun(api, working, name);
  for (const share of shares) {
    const said = await givingShares(() => api.update(share, nonce));
    if (!said?.complete) continue;
    await working.delete(name);
    return { given: said.required, required: said.required, token: decodeRootToken(said.encoded_token, otp) };
  }
  const { progress, required } = await api.status();
  return { given: progress, required, token: null };
}

/** An attempt whose one-time password nobody has is worth nothing: it is given up for a new one. */
async function begun(api: GenerateRootApi, working: WorkingStore, name: string): Promise<z.infer<typeof attempt>> {
  const known = await working.read(name, attempt);
  const { started, nonce } = await api.status();
  if (started && known?.nonce === nonce) return known;
  if (started) await api.cancel();
  const { nonce: fresh, otp } = await api.start();
  if (otp === undefined) throw new Error('an attempt without a key begins with a one-time password');
  await working.write(name, { nonce: fresh, otp });
  return { nonce: fresh, otp };
}

/**
 * Gives one share, and what the engine said; null when it has that very share already, as after a turn that was broken off.
 *
 * @throws QuorateError `QRT-WRONG-SHARE`, without repeating the share, when the engine turns down what it is given.
 */
export async function givingShares<T>(give: () => Promise<T>): Promise<T | null> {
  try {
    return await give();
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.status !== 400) throw cause;
    if (cause.says('already been provided')) return null;
    throw new QuorateError(
      'QRT-WRONG-SHARE',
      'the engine turned the shares down: at least one is wrong or of another cluster',
      'Nothing was made. Each share holder gives the share again, from the first one on.',
      { cause },
    );
  }
}

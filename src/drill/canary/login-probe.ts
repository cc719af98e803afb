import { EngineError, type TokenGrant } from '../../engine/index.js';
import type { Probe } from './probe.js';

/** Longer than a planned leadership move, so that logins just before it are proven by the leader after it. */
const PROVE_AFTER_MS = 2_000;

interface Receipt {
  readonly token: string;
  readonly expires: number;
  /** A revocation whose answer did not come may have been carried out: after it, a refusal proves nothing. */
  asked: boolean;
}

/**
 * Writes without touching any mount of a user's: a certificate login for a service token, which the engine has to store.
 * Its revocation two seconds later is the proof, because a token that was lost cannot revoke itself.
 *
 * @param mount of certificate auth
 * @param role whose tokens may revoke themselves
 */
export function loginProbe(mount: string, role: string): Probe<Receipt> {
  return {
    proveAfterMs: PROVE_AFTER_MS,
    write: async (client, _number, call) => receiptOf(await client.cert(mount).login(role, call)),
    prove: async (client, _number, receipt, call) => {
      const askedBefore = receipt.asked;
      receipt.asked = true;
      try {
        await client.withToken(receipt.token).token.revokeSelf(call);
        return true;
      } catch (error) {
        if (!(error instanceof EngineError) || error.status !== 403) throw error;
        return askedBefore || Date.now() >= receipt.expires ? undefined : false;
      }
    },
  };
}

function receiptOf({ client_token, lease_duration }: TokenGrant): Receipt {
  return { token: client_token, expires: Date.now() + lease_duration * 1000, asked: false };
}

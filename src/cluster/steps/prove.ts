import { EngineError } from '../../engine/index.js';
import { CERTIFICATE_MOUNT } from '../../schema/index.js';
import { addressOf, type StepContext } from './context.js';
import { GateFinding } from './finding.js';

/**
 * Writes through the node with redirects off: a certificate login whose service token is revoked again. No mount of
 * the user's is touched. A standby that cannot forward answers 307, which is a finding and not a failure of ours.
 */
export async function prove(context: StepContext, id: string): Promise<void> {
  const address = await addressOf(context, id);
  const client = await context.access.logins.connect('operator', address);
  try {
    const grant = await client.cert(CERTIFICATE_MOUNT).login('gate');
    await client.withToken(grant.client_token).token.revokeSelf();
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 307) throw error;
    throw new GateFinding(`${id} answered a write with 307 instead of forwarding it to the leader`);
  }
}

import type { SshSession } from '../../channel/index.js';
import { type ProvisioningStep, QuorateError, reasonOf } from '../../schema/index.js';
import { runOn } from './remote.js';

/**
 * Has a step of the user's run on the builder.
 *
 * @throws QuorateError `QRT-IMAGE-STEP` with what it said when it ends with another code than 0.
 */
export async function customize(session: SshSession, step: ProvisioningStep, signal?: AbortSignal): Promise<void> {
  await runOn(session, `do the step "${step.name}"`, step.script, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new QuorateError(
      'QRT-IMAGE-STEP',
      reasonOf(error),
      'It is a provisioning step of your stack: correct it. The builder is gone, and nothing of the bake is left.',
    );
  });
}

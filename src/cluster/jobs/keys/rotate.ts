import { engineCapabilities } from '../../../engine/index.js';
import { activeEngine } from '../../steps/context.js';
import type { Job, Preparation } from '../job.js';
import { assertLed } from '../support/preconditions.js';
import { settledSituation } from '../support/situation.js';

/** Which encryption key is in use, counted from the cluster's beginning. */
export interface RotatedKey {
  readonly term_before: number;
  readonly term: number;
}

/** Has the engine encrypt what is written from now on with a new key; what was written stays readable. */
export const rotateKeyJob: Preparation<RotatedKey> = async (context): Promise<Job<RotatedKey>> => {
  const leader = assertLed(await settledSituation(context));
  const isReadByStandbys = engineCapabilities(context.spec.engine).standbysAnswerThemselves;
  const gap = isReadByStandbys ? '; standbys refuse for up to 10 s to read what was written with it' : '';
  let rotated: RotatedKey | undefined;
  return {
    steps: [
      {
        step: 'rotate the encryption key',
        reason: `${leader} writes with a new key from now on; older ones stay for reading, shares and seal stay as they are${gap}`,
        run: async (work) => {
          const { encryptionKey } = await activeEngine(work);
          const { term: before } = await encryptionKey.status();
          await work.lock.assertHeld();
          await encryptionKey.rotate();
          rotated = { term_before: before, term: (await encryptionKey.status()).term };
        },
      },
    ],
    conclude: async () => {
      if (rotated) return rotated;
      throw new Error('the key was rotated once its step has run');
    },
  };
};

import { EngineError } from '../../engine/index.js';
import { keepSettings as keep, refused } from '../settings/keep.js';
import { activeAddress, type StepContext } from './context.js';

/** Mends the settings of the engine under the role that is for it, and for nothing else. */
export async function keepSettings(context: StepContext): Promise<void> {
  const { access, spec, progress } = context;
  const address = await activeAddress(context);
  const engine = await access.logins.as('configure', address).catch((error: unknown) => {
    throw error instanceof EngineError && error.status < 500 ? refused(spec, error) : error;
  });
  await keep(context, engine, (difference) => progress(`mended: ${difference}`));
}

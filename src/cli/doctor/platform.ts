import { enginePlatform } from '../../engine/index.js';
import { QuorateError } from '../../schema/index.js';
import { type Check, fail, ok } from './finding.js';

/** Engines and the local platform are for Linux. */
export const checkPlatform: Check = () => {
  try {
    return ok('platform', enginePlatform());
  } catch (error) {
    if (error instanceof QuorateError) return fail('platform', error.message, error.cure);
    throw error;
  }
};

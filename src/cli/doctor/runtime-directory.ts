import { runtimeDirectory } from '../../process/index.js';
import { QuorateError } from '../../schema/index.js';
import { type Check, fail, ok } from './finding.js';

/** Agents listen on sockets there. */
export const checkRuntimeDirectory: Check = async () => {
  try {
    return ok('runtime directory', await runtimeDirectory());
  } catch (error) {
    if (error instanceof QuorateError) return fail('runtime directory', error.message, error.cure);
    throw error;
  }
};

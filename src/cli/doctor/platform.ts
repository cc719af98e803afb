import { enginePlatform } from '../../engine/index.js';
import { QuorateError } from '../../schema/index.js';
import { type Check, fail, ok } from './finding.js';
import { outputOf } from './program-version.js';

/** Engines and the local platform are for Linux, whose util-linux (or BusyBox) keeps two starts of a process apart. */
export const checkPlatform: Check = async (surroundings) => {
  try {
    const platform = enginePlatform();
    const flock = await outputOf('/bin/sh', ['-c', 'command -v flock'], surroundings);
    return flock === null
      ? fail('platform', 'flock is not on PATH: nothing can be started without it', 'Install util-linux.')
      : ok('platform', platform);
  } catch (error) {
    if (error instanceof QuorateError) return fail('platform', error.message, error.cure);
    throw error;
  }
};

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { QuorateError } from '../../../schema/index.js';
import { lockPath } from './lock-file.js';

/**
 * The `engines` folder of the project that a path is in, found by walking up.
 *
 * @throws QuorateError `QRT-ENGINE-LOCK` when no folder above has one.
 */
export function findEnginesDir(from: string = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'engines');
    if (existsSync(lockPath(candidate))) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new QuorateError(
    'QRT-ENGINE-LOCK',
    `no engines/lock.json in ${from} or any folder above it`,
    'Run the command in a checkout of the project.',
  );
}

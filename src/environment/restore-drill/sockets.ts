import { join } from 'node:path';
import { runtimeDirectory } from '../../process/index.js';
import { digestOf } from '../../schema/index.js';
import type { Environment } from '../environment.js';

/** Folder of the sockets of this environment's restore drill. Two checkouts may have environments of one name. */
export async function drillSockets({ paths }: Pick<Environment, 'paths'>): Promise<string> {
  const [, hash = ''] = digestOf(paths.home).split(':');
  return join(await runtimeDirectory(), `drill-${hash.slice(0, 12)}`);
}

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import programs from '../../../../src/machines/nspawn/programs.json' with { type: 'json' };
import { EVERYTHING } from '../../../e2e/support/everything.js';

/** Where bases and the Node runtime are kept from run to run. */
export const CACHE = join(homedir(), '.cache', 'quorate');
export const BASES = join(CACHE, 'bases');
const onPath = (name: string) =>
  ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(join(folder, name)));

/**
 * Whether real machines can be booted here: by root, with the programs that `quorate doctor` asks for. Making the base
 * they boot from takes a minute: without one only CI and a run of everything do.
 */
export const HAS_MACHINES =
  process.getuid?.() === 0 &&
  Object.keys(programs).every(onPath) &&
  (EVERYTHING ||
    process.env['CI'] === 'true' ||
    (existsSync(BASES) && readdirSync(BASES).some((name) => !name.includes('draft'))));

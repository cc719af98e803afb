import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EVERYTHING } from '../../../e2e/support/everything.js';

/** Where bases and the Node runtime are kept from run to run. */
export const CACHE = join(homedir(), '.cache', 'quorate');
export const BASES = join(CACHE, 'bases');
const PROGRAMS = ['systemd-nspawn', 'mksquashfs', 'mmdebstrap', 'nft'];
const onPath = (name: string) => ['/usr/bin', '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)));

/**
 * Whether real machines can be booted here: by root, with Debian's packages systemd-container, squashfs-tools,
 * mmdebstrap and nftables. Making the base they boot from takes a minute: without one only CI and a run of everything do.
 */
export const HAS_MACHINES =
  process.getuid?.() === 0 &&
  PROGRAMS.every(onPath) &&
  (EVERYTHING ||
    process.env['CI'] === 'true' ||
    (existsSync(BASES) && readdirSync(BASES).some((name) => !name.includes('draft'))));

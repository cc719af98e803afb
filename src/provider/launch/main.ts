import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWithCodeCache } from './code-cache.js';

/** Entry of `provider.mjs`: runs the provider proper, `provider.cjs`, which lies beside it. */
const folder = path.dirname(fileURLToPath(import.meta.url));
const caches = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');

runWithCodeCache(path.join(folder, 'provider.cjs'), path.join(caches, 'quorate', 'v8'));

import { homedir } from 'node:os';
import { join } from 'node:path';

/** `quorate` in the user's cache folder: bases and the Node runtime outlive images and checkouts there. */
export function bakeCache(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME'];
  return join(cache?.startsWith('/') ? cache : join(env['HOME'] ?? homedir(), '.cache'), 'quorate');
}

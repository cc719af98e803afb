import { hostname, userInfo } from 'node:os';

/** Who is operating, as `user@host`: for lock holders, journals and reports. */
export function who(): string {
  return `${userName()}@${hostname()}`;
}

/** A uid without an entry in the user database is common in containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

import { HOST_KEY_ON_CONSOLE } from '../../schema/index.js';

const SHOWN = new RegExp(`${HOST_KEY_ON_CONSOLE}(ssh-ed25519 [A-Za-z0-9+/]{68})`);

/** The SSH host key that a machine has shown on its console when it booted first; undefined before. */
export function hostKeyOnConsole(console: string): string | undefined {
  return SHOWN.exec(console)?.[1];
}

const BEGIN = '-----BEGIN SSH HOST KEY KEYS-----';
const END = '-----END SSH HOST KEY KEYS-----';
const ED25519 = /ssh-ed25519 (?<key>[A-Za-z0-9+/]{68})(?![A-Za-z0-9+/=])/;

/**
 * The host key that a machine showed on its serial console, as a line of a `.pub` file; undefined until the whole block
 * is there. Consoles wrap lines where they like. The first block counts: what comes later may have been printed by
 * anybody who got in.
 */
export function hostKeyOnConsole(output: string): string | undefined {
  const begin = output.indexOf(BEGIN);
  const end = output.indexOf(END, begin);
  if (begin < 0 || end < 0) return undefined;
  const block = output.slice(begin + BEGIN.length, end).replaceAll(/\r?\n(?!(?:ssh|ecdsa)-)/g, '');
  const key = ED25519.exec(block)?.groups?.['key'];
  return key === undefined ? undefined : `ssh-ed25519 ${key}`;
}

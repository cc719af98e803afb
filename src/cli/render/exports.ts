import type { EngineName } from '../../schema/index.js';

export const SHELLS = ['sh', 'fish'] as const;
export type ShellLanguage = (typeof SHELLS)[number];

/** What a stock client is told by; OpenBao's listens to names of its own as well. */
export function clientVariables(engine: EngineName, address: string, caFile: string): Record<string, string> {
  const vault = { VAULT_ADDR: address, VAULT_CACERT: caFile };
  return engine === 'openbao' ? { ...vault, BAO_ADDR: address, BAO_CACERT: caFile } : vault;
}

/** One export a line. */
export function renderExports(variables: Readonly<Record<string, string>>, shell: ShellLanguage): string {
  const lines = Object.entries(variables).map(([name, value]) =>
    shell === 'fish' ? `set -gx ${name} ${fishQuoted(value)}` : `export ${name}=${quoted(value)}`,
  );
  return lines.join('\n');
}

/** One line a variable, that takes it back. */
export function renderUnset(names: readonly string[], shell: ShellLanguage): string {
  return names.map((name) => (shell === 'fish' ? `set -e ${name}` : `unset ${name}`)).join('\n');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function fishQuoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

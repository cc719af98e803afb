import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Why Terraform will not find our provider beside the stack, or null when it will: a `provider_installation` block in
 * the user's own configuration switches implied mirrors off.
 */
export function mirrorObstacle(environment: Readonly<Record<string, string | undefined>>): string | null {
  const file = environment['TF_CLI_CONFIG_FILE'] ?? path.join(environment['HOME'] ?? homedir(), '.terraformrc');
  const text = readQuietly(file).replace(/^\s*(#|\/\/).*$/gm, '');
  if (!/^\s*provider_installation\s*\{/m.test(text) || text.includes('quorate/quorate')) return null;
  return (
    `${file} has a provider_installation block, which keeps Terraform from looking for providers beside the stack. ` +
    'Add to that block: filesystem_mirror { path = "terraform.d/plugins" include = ["quorate/quorate"] }, and ' +
    'exclude = ["quorate/quorate"] to its other methods.'
  );
}

/** A configuration that is named but not there is only worth a warning to Terraform, and none to us. */
function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

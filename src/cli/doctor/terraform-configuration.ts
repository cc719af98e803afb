import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Check, fail, ok, warn } from './finding.js';

const CHECK = 'terraform configuration';

/** What in the user's own Terraform configuration keeps our provider, which lies beside the stack, from being found. */
export const checkTerraformConfiguration: Check = ({ env }) => {
  const named = env['TF_CLI_CONFIG_FILE'];
  const file = named || join(env['HOME'] ?? homedir(), '.terraformrc');
  if (!existsSync(file)) {
    if (!named) return ok(CHECK, 'none');
    return warn(
      CHECK,
      `TF_CLI_CONFIG_FILE names ${file}, which is not there: every command will say so`,
      'unset TF_CLI_CONFIG_FILE',
    );
  }
  const text = readFileSync(file, 'utf8').replace(/^\s*(#|\/\/).*$/gm, '');
  if (!/^\s*provider_installation\s*\{/m.test(text) || text.includes('quorate/quorate')) return ok(CHECK, file);
  return fail(
    CHECK,
    `the provider_installation block in ${file} keeps Terraform from looking for providers beside the stack`,
    'Add to it: filesystem_mirror { path = "terraform.d/plugins" include = ["quorate/quorate"] }, and exclude = ["quorate/quorate"] to its other methods.',
  );
};

import * as z from 'zod';
import { type Check, fail, ok, type Surroundings } from './finding.js';
import { outputOf } from './program-version.js';

/** Plugin protocol 6 and what the synthesised stacks use came with 1.1; older ones are not tried. */
const OLDEST = [1, 2] as const;
const NAMES = { terraform: 'Terraform', tofu: 'OpenTofu' } as const;
const INSTALL =
  'Install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org).';

const versionOutput = z.object({ terraform_version: z.string() });

/** cdktf runs `terraform`, or what TERRAFORM_BINARY_NAME names. */
export const checkTerraform: Check = async (surroundings) => {
  const chosen = surroundings.env['TERRAFORM_BINARY_NAME'] || 'terraform';
  const version = await versionOf(chosen, surroundings);
  if (version !== null) return judge(chosen, version);
  if (chosen === 'terraform' && (await versionOf('tofu', surroundings)) !== null) {
    const message = 'terraform is not on PATH; OpenTofu is, and cdktf has to be told to use it';
    return fail('terraform', message, 'export TERRAFORM_BINARY_NAME=tofu');
  }
  const named = chosen === 'terraform' ? '' : ' (named by TERRAFORM_BINARY_NAME)';
  return fail('terraform', `${chosen}${named} is not on PATH, or does not run`, INSTALL);
};

async function versionOf(program: string, surroundings: Surroundings): Promise<string | null> {
  const output = await outputOf(program, ['version', '-json'], surroundings);
  if (output === null) return null;
  const parsed = versionOutput.safeParse(parse(output));
  return parsed.success ? parsed.data.terraform_version : null;
}

function judge(program: string, version: string) {
  const name = program === 'terraform' || program === 'tofu' ? NAMES[program] : program;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (!old) return ok('terraform', `${name} ${version}`);
  return fail('terraform', `${name} ${OLDEST.join('.')} or newer is needed, this is ${version}`, INSTALL);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

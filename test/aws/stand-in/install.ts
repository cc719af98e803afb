import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';
import { type StandInSchemas, standInSchemas } from './schemas.js';

const VERSION = '99.0.0';
const ACCOUNT = '123456789012';
const IMAGE = 'ami-0123456789abcdef0';

const synthesised = z.looseObject({
  terraform: z.looseObject({ required_providers: z.record(z.string(), z.record(z.string(), z.string())) }),
  resource: z.unknown(),
  data: z.unknown(),
});

/**
 * Makes a synthesised stack of AWS plannable here: the stand-in takes the address of Amazon's provider in the stack's
 * implied mirror, state is a file, and what would be looked up in an account is given.
 */
export async function installStandIn(stack: string): Promise<void> {
  const file = path.join(stack, 'cdk.tf.json');
  const text = readFileSync(file, 'utf8')
    .replaceAll('${data.aws_caller_identity.current.account_id}', ACCOUNT)
    .replaceAll('${data.aws_ami.image.id}', IMAGE);
  const { data: _, terraform, ...rest } = synthesised.parse(JSON.parse(text));
  const { backend: _remote, required_providers: providers, ...settings } = terraform;
  const required_providers = { ...providers, aws: { ...providers['aws'], version: VERSION } };
  writeFileSync(file, JSON.stringify({ ...rest, terraform: { ...settings, required_providers } }));
  await place(stack, VERSION, standInSchemas(rest.resource));
}

/** Lays the stand-in where Terraform looks for the provider that the synthesised stack asks for; the stack stays as it is. */
export async function layStandIn(stack: string): Promise<void> {
  const { terraform, resource, data } = synthesised.parse(
    JSON.parse(readFileSync(path.join(stack, 'cdk.tf.json'), 'utf8')),
  );
  await place(stack, terraform.required_providers['aws']?.['version'] ?? '', standInSchemas(resource, data));
}

async function place(stack: string, version: string, schemas: StandInSchemas): Promise<void> {
  const folder = path.join(stack, 'terraform.d/plugins/registry.terraform.io/hashicorp/aws', version, 'linux_amd64');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'schemas.json'), JSON.stringify(schemas));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'provider.ts')],
    outfile: path.join(folder, 'stand-in.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  const launcher = path.join(folder, `terraform-provider-aws_v${version}`);
  writeFileSync(launcher, '#!/bin/sh\nhere=$(dirname "$0")\nexec node "$here/stand-in.cjs" "$here/schemas.json"\n');
  chmodSync(launcher, 0o755);
}

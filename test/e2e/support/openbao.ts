import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Path of an OpenBao server binary; the suites for it are skipped without one. */
export const BAO = process.env['QUORATE_BAO'];

/** `stacks/main.ts` of a lab that runs the OpenBao binary of {@link BAO}. */
export function openbaoMain(environment: string): string {
  if (!BAO) throw new Error('QUORATE_BAO names no OpenBao binary');
  const sha256 = createHash('sha256').update(readFileSync(BAO)).digest('hex');
  const version = /v(\d+\.\d+\.\d+)/.exec(execFileSync(BAO, ['version'], { encoding: 'utf8' }))?.[1];
  const file = { name: 'openbao', version, path: BAO, sha256 };
  return `
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { Engine, HaCluster, Platform, Seal } from '../src/constructs/index.js';
const app = new App();
const stack = new TerraformStack(app, '${environment}');
new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });
new HaCluster(stack, 'vault', {
  engine: Engine.file(${JSON.stringify(file)}),
  platform: Platform.local(),
  nodes: Number(process.env.QUORATE_LAB_NODES || 3),
  seal: process.env.QUORATE_LAB_SEAL === 'shamir' ? Seal.shamir() : Seal.transit(),
  deletionProtection: false,
});
app.synth();
`;
}

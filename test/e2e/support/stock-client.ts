import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { imageFolder, inspectImage } from '../../../src/image/index.js';
import { MACHINE_PROGRAM } from '../../../src/schema/index.js';
import type { LabAccess } from './lab-access.js';
import { REAL } from './platform.js';

/** The engine binary of the lab's own image: it is also the stock command line client. */
export async function stockBinary(access: LabAccess): Promise<string> {
  const { environment } = access;
  const [machine] = await environment.driver.list(environment.name);
  if (!machine) throw new Error(`${environment.name} has no machine`);
  const folder = imageFolder(environment.paths.images, machine.image);
  const image = await inspectImage(folder);
  if (image.condition !== 'intact') throw new Error(`the image in ${folder} is ${image.condition}`);
  const { file } = image.manifest.engine;
  if (!REAL) return path.join(folder, file);
  // Out of the machine: what runs from its root keeps it from being unmounted.
  const own = path.join(access.lab.folder, path.basename(file));
  copyFileSync(path.join(access.machine(machine.id), 'root', MACHINE_PROGRAM, file), own);
  return own;
}

/** What a shell has after `eval "$(quorate env ENV)"` and `VAULT_TOKEN=$(quorate login ENV)`. */
export async function stockEnvironment({ lab }: LabAccess): Promise<Record<string, string>> {
  const command = `bin/quorate.mjs`;
  const script = [
    `eval "$("$NODE" ${command} env ${lab.environment})"`,
    `VAULT_TOKEN=$("$NODE" ${command} login ${lab.environment}) && export VAULT_TOKEN`,
    'env',
  ].join(' && ');
  const { exitCode, stdout, text } = await lab.run('sh', ['-c', script], { variables: { NODE: process.execPath } });
  if (exitCode !== 0) throw new Error(`quorate env or login failed:\n${text}`);
  const lines = stdout.split('\n').map((line) => /^(VAULT_\w+|HOME)=(.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? '']] : [])));
}

/** Runs the stock client; gives what it printed on standard output. Throws when it fails. */
export async function stock(
  binary: string,
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<string> {
  const { stdout } = await execa(binary, args, { env: variables, extendEnv: false, input: '' });
  return stdout;
}

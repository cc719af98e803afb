import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { bundle, operatorIdentityFor } from '../../../src/custody/index.js';
import { imageFolder, inspectImage } from '../../../src/image/index.js';
import type { LabAccess } from './lab-access.js';

/** The engine binary of the lab's own image: it is also the stock command line client. */
export async function stockBinary({ environment }: LabAccess): Promise<string> {
  const [machine] = await environment.driver.list(environment.name);
  if (!machine) throw new Error(`${environment.name} has no machine`);
  const folder = imageFolder(environment.paths.images, machine.image);
  const image = await inspectImage(folder);
  if (image.condition !== 'intact') throw new Error(`the image in ${folder} is ${image.condition}`);
  return path.join(folder, image.manifest.engine.file);
}

/** What a stock client needs in its environment to talk to this address as an administrator, files written to `folder`. */
export async function stockEnvironment(
  { environment }: LabAccess,
  folder: string,
  address: string,
): Promise<Record<string, string>> {
  const { certificate, key } = await operatorIdentityFor('admin', environment.working, environment.signer);
  const { server } = await environment.signer.authorities();
  await mkdir(folder, { recursive: true });
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  return {
    HOME: folder,
    VAULT_ADDR: `https://${address}:8200`,
    VAULT_CACERT: await write('ca.pem', bundle(server)),
    VAULT_CLIENT_CERT: await write('client.pem', certificate),
    VAULT_CLIENT_KEY: await write('client.key', key),
  };
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

/** A token by certificate login, through whatever `VAULT_ADDR` names. */
export function stockLogin(binary: string, variables: Readonly<Record<string, string>>): Promise<string> {
  return stock(binary, variables, 'login', '-method=cert', '-path=quorate', '-token-only', '-no-store', 'name=admin');
}

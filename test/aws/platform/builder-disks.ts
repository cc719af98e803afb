import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newSshKeyPair } from '../../../src/channel/index.js';
import { seal } from '../../../src/image/machine/seal.js';

/** What was on the disk of a builder when it had stopped. */
export function diskOfBuilder(folder: string, instance: string): string {
  return join(folder, 'disks', instance);
}

/** Holds the builder that an image was made of. */
export function originOf(folder: string, image: string): string {
  return join(folder, 'disks', image);
}

/** What cloud-init of Amazon's Debian does of what a builder is told, and what it shows of it on the console. */
export async function letIn(root: string, console: string, userData: string): Promise<void> {
  const operator = /"ssh_authorized_keys":\["([^"]+)"\]/.exec(userData)?.[1] ?? '';
  const hostKey = await newSshKeyPair('');
  await put(join(root, 'etc/ssh/ssh_host_ed25519_key'), hostKey.privateKey);
  await put(join(root, 'root/.ssh/authorized_keys'), operator);
  const shown = [
    '-----BEGIN SSH HOST KEY KEYS-----',
    `${hostKey.publicKey.trim()} root@ip`,
    '-----END SSH HOST KEY KEYS-----',
  ];
  await put(console, shown.map((line) => `${line}\r\n`).join(''));
}

/** Keeps the disk of a builder that has stopped; it is there whole or not at all. */
export async function keepDisk(root: string, folder: string, instance: string): Promise<void> {
  const disk = diskOfBuilder(folder, instance);
  await mkdir(dirname(disk), { recursive: true });
  await seal(root, `${disk}.draft`);
  await rename(`${disk}.draft`, disk);
}

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, content);
  await chmod(path, 0o600);
}

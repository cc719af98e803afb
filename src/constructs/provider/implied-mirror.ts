import {
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PROVIDER } from '../../schema/resources/index.js';
import type { ProviderPackage } from './provider-package.js';

/** Older packages stay for a while: another terminal may be applying with one of them. */
const KEPT_PACKAGES = 3;

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/**
 * Puts a package where Terraform looks before it asks a registry: `terraform.d/plugins` in the folder it runs in.
 *
 * Files are copied, not linked: a rebuilt asset must not change a package that is in use.
 *
 * @param folder the stack's folder
 */
export function writeImpliedMirror(folder: string, provider: ProviderPackage): void {
  const platform = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
  const versions = path.join(folder, 'terraform.d', 'plugins', PROVIDER.source);
  const target = path.join(versions, provider.version, platform);
  if (!isComplete(target, provider)) install(target, provider);
  prune(versions, provider.version);
}

function isComplete(target: string, { files }: ProviderPackage): boolean {
  return files.every(({ name, size }) => statSync(path.join(target, name), { throwIfNoEntry: false })?.size === size);
}

/** Writes beside the target and renames, so that a half copied package is never run. */
function install(target: string, { files, launcher }: ProviderPackage): void {
  const draft = `${target}.${process.pid}.draft`;
  rmSync(draft, { recursive: true, force: true });
  for (const { name, from } of files) {
    const file = path.join(draft, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if ('path' in from) copyFileSync(from.path, file, constants.COPYFILE_FICLONE);
    else writeFileSync(file, from.text);
  }
  chmodSync(path.join(draft, launcher), 0o755);
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
}

function prune(versions: string, current: string): void {
  const others = readdirSync(versions)
    .filter((version) => version !== current)
    .map((version) => ({ folder: path.join(versions, version), age: statSync(path.join(versions, version)).mtimeMs }))
    .toSorted((a, b) => b.age - a.age);
  for (const { folder } of others.slice(KEPT_PACKAGES - 1)) rmSync(folder, { recursive: true, force: true });
}

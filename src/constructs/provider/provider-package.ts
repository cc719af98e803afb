import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PROVIDER } from '../../schema/resources/index.js';

/** Starts node on the bundle beside it. No absolute path, so that a saved plan applies in another checkout. */
const LAUNCHER = `#!/bin/sh
exec node "$(dirname "$0")/provider.mjs" "$@"
`;

export interface PackageFile {
  /** Relative to the package, with forward slashes. */
  readonly name: string;
  /** Where it is copied from, or what is written. */
  readonly from: { readonly path: string } | { readonly text: string };
  readonly size: number;
  readonly sha256: string;
}

/** What Terraform installs as the provider: the launcher and a copy of the assets. */
export interface ProviderPackage {
  /** Content-addressed, because a version that names two contents makes checkouts fight over Terraform's cache. */
  readonly version: string;
  readonly launcher: string;
  readonly files: readonly PackageFile[];
  /** Terraform's directory hash of the package. */
  readonly h1: string;
}

/**
 * Describes the package that a folder of built assets makes.
 *
 * @throws Error when the folder holds no provider bundle.
 */
export function providerPackage(assets: string): ProviderPackage {
  const names = listFiles(assets);
  if (!names.includes('provider.mjs')) {
    throw new Error(
      `The provider's assets are not built: expected provider.mjs in ${assets}, received ` +
        `${names.length === 0 ? 'no file' : names.slice(0, 5).join(', ')}. Run \`npm run build\`.`,
    );
  }
  const copies = names.map((name): PackageFile => {
    const file = path.join(assets, name);
    return { name, from: { path: file }, size: statSync(file).size, sha256: sha256(readFileSync(file)) };
  });
  const content = sha256([LAUNCHER, ...copies.map(({ name, sha256: sum }) => `${sum}  ${name}`)].join('\n'));
  const version = `${PROVIDER.release}-h${content.slice(0, 10)}`;
  const launcher: PackageFile = {
    name: `terraform-provider-${PROVIDER.name}_v${version}`,
    from: { text: LAUNCHER },
    size: Buffer.byteLength(LAUNCHER),
    sha256: sha256(LAUNCHER),
  };
  const files = [...copies, launcher].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { version, launcher: launcher.name, files, h1: directoryHash(files) };
}

/** Go's `dirhash.Hash1`: the hash of a sorted list of hashes, so that file modes and times do not count. */
function directoryHash(files: readonly PackageFile[]): string {
  const lines = files.map(({ name, sha256: sum }) => `${sum}  ${name}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
      .toSorted();
  } catch {
    return [];
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

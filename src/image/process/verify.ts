import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomically } from '../../process/index.js';
import { type ImageManifest, imageManifest } from '../../schema/index.js';
import { sha256Of } from '../sha256.js';

const MANIFEST = 'manifest.json';
/** How the files looked when all of them were hashed. */
const VERIFIED = 'verified.json';

/** What an image turned out to be when it was looked at. */
export type ImageCondition =
  | { readonly condition: 'absent' }
  | { readonly condition: 'damaged'; readonly reason: string }
  | { readonly condition: 'intact'; readonly manifest: ImageManifest };

/** How an image is looked at. */
export interface Inspection {
  /**
   * Whether every file is hashed. Otherwise none is as long as all look as they did when they were (size, time, inode):
   * hashing an engine takes a third of a second, and every plan asks. What is booted as root is looked at thoroughly.
   * @default true
   */
  readonly thorough?: boolean;
}

/** Compares every file of an image with its manifest. */
export async function inspectImage(folder: string, { thorough = true }: Inspection = {}): Promise<ImageCondition> {
  if (!existsSync(folder)) return { condition: 'absent' };
  const manifest = readManifest(folder);
  if (manifest === null) return { condition: 'damaged', reason: 'its manifest is missing or is not one' };
  const looks = await looksOf(folder, Object.keys(manifest.files));
  if (!thorough && isDeepStrictEqual(readJson(join(folder, VERIFIED)), looks)) return { condition: 'intact', manifest };
  const wrong = await wrongFiles(folder, manifest);
  if (wrong.length > 0) return { condition: 'damaged', reason: `${wrong.join(', ')} is not what the manifest says` };
  // An image that cannot be written to is hashed again the next time.
  await writeFileAtomically(join(folder, VERIFIED), `${JSON.stringify(looks)}\n`).catch(() => undefined);
  return { condition: 'intact', manifest };
}

/** What the manifest of an image says, unverified; null when it has none. */
export function readManifest(folder: string): ImageManifest | null {
  return imageManifest.safeParse(readJson(join(folder, MANIFEST))).data ?? null;
}

async function wrongFiles(folder: string, { files }: ImageManifest): Promise<string[]> {
  const entries = Object.entries(files);
  const found = await Promise.all(entries.map(([file]) => sha256Of(join(folder, file)).catch(() => 'missing')));
  return entries.flatMap(([file, expected], index) => (found[index] === expected ? [] : [file]));
}

async function looksOf(folder: string, files: readonly string[]): Promise<Record<string, string>> {
  const look = async (file: string): Promise<[string, string]> => {
    const found = await stat(join(folder, file)).catch(() => null);
    return [file, found === null ? 'missing' : `${found.size} ${found.mtimeMs} ${found.ino}`];
  };
  return Object.fromEntries(await Promise.all([MANIFEST, ...files].map(look)));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

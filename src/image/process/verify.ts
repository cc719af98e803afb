import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageManifest, imageManifest } from '../../schema/index.js';
import { sha256Of } from '../sha256.js';

/** What an image turned out to be when it was looked at. */
export type ImageCondition =
  | { readonly condition: 'absent' }
  | { readonly condition: 'damaged'; readonly reason: string }
  | { readonly condition: 'intact'; readonly manifest: ImageManifest };

/** Compares every file of an image with its manifest. */
export async function inspectImage(folder: string): Promise<ImageCondition> {
  if (!existsSync(folder)) return { condition: 'absent' };
  const parsed = imageManifest.safeParse(readManifest(join(folder, 'manifest.json')));
  if (!parsed.success) return { condition: 'damaged', reason: 'its manifest is missing or is not one' };
  const entries = Object.entries(parsed.data.files);
  const found = await Promise.all(entries.map(([file]) => sha256Of(join(folder, file)).catch(() => 'missing')));
  const wrong = entries.flatMap(([file, expected], index) => (found[index] === expected ? [] : [file]));
  return wrong.length > 0
    ? { condition: 'damaged', reason: `${wrong.join(', ')} is not what the manifest says` }
    : { condition: 'intact', manifest: parsed.data };
}

function readManifest(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

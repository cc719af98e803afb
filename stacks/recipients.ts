import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of an environment's share holders: their armored public keys, one file each. */
const FOLDER = 'stacks/recipients';

/** The public keys of those who hold the shares of an environment, in the order of their files' names. */
export function recipientsOf(environment: string): readonly string[] {
  const folder = join(FOLDER, environment);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.asc'));
  return files.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
}

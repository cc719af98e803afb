import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One line for every question to a service of Amazon's by a machine: the service, and whose key signed it. */
export const ASKED = 'asked';

/** Keys with which machines asked each service. */
export async function whoAsked(folder: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const lines = (await readFile(join(folder, ASKED), 'utf8')).trim().split('\n');
  const asked: Record<string, string[]> = {};
  for (const line of new Set(lines)) {
    const [service = '', key = ''] = line.split(' ');
    asked[service] = [...(asked[service] ?? []), key];
  }
  return asked;
}

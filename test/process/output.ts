import { readFile } from 'node:fs/promises';
import { waitUntil } from '../../src/process/index.js';

/** Waits until a log file holds the text, and returns the whole file. */
export async function output(path: string, text: string): Promise<string> {
  let last = '';
  const found = await waitUntil(
    async () => {
      last = await readFile(path, 'utf8').catch(() => '');
      return last.includes(text) ? last : undefined;
    },
    { deadlineMs: 10_000 },
  );
  if (found === undefined) throw new Error(`${path} never held "${text}"; it holds: ${last}`);
  return found;
}

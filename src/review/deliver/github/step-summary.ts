import { appendFileSync, existsSync, statSync } from 'node:fs';
import { SUMMARY_LIMITS } from '../../render/markdown/sheet.js';
import type { GitHubContext } from './context.js';

/**
 * Appends to the summary of the step. GitHub drops a summary above 1 MiB as a whole, so the text is made for what room
 * earlier commands of the step left.
 *
 * @returns false when there is no summary, or no room in it
 */
export function appendSummary(context: GitHubContext, write: (bytes: number) => string): boolean {
  const { summaryFile: file } = context;
  if (file === null) return false;
  const used = existsSync(file) ? statSync(file).size : 0;
  const room = SUMMARY_LIMITS.bytes - used - 1;
  if (room < 1_000) return false;
  const text = write(room);
  if (Buffer.byteLength(text) > room) return false;
  appendFileSync(file, `${text}\n`);
  return true;
}

/** Hands results to later steps of the job. */
export function setOutputs({ outputFile }: GitHubContext, outputs: Readonly<Record<string, string>>): void {
  if (outputFile === null) return;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value.replace(/[\r\n]+/g, ' ')}\n`);
  appendFileSync(outputFile, lines.join(''));
}

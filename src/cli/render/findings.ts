import type { Finding } from '../doctor/finding.js';
import { type Paint, plain } from './paint.js';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** One line a check, and its cure below it where there is one. */
export function renderFindings(findings: readonly Finding[], paint: Paint = plain): string {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  return findings
    .flatMap(({ check, result, message, fix }) => [
      `${paint(COLOURS[result], result.padEnd(4))}  ${check.padEnd(width)}  ${message}`,
      ...(fix === null ? [] : [`${' '.repeat(width + 8)}${fix}`]),
    ])
    .join('\n');
}

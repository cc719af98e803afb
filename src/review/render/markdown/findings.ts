import type { Finding } from '../../model/index.js';
import { SEVERITIES, SIGNS } from '../words.js';
import { code, prose } from './escape.js';
import type { Sheet } from './sheet.js';

/** Findings as a table, heaviest first; beyond the limit they are counted by code. */
export function addFindings(sheet: Sheet, findings: readonly Finding[], limit: number): void {
  if (findings.length === 0) return;
  sheet.add('', '#### Findings', '', '| | Finding | Where | What |', '| --- | --- | --- | --- |');
  for (const finding of findings.slice(0, limit)) sheet.add(rowOf(finding));
  const rest = new Map<string, number>();
  for (const { code: name } of findings.slice(limit)) rest.set(name, (rest.get(name) ?? 0) + 1);
  for (const [name, count] of rest) sheet.add(`| | ${code(name)} | | ${count} more |`);
}

function rowOf(finding: Finding): string {
  const { severity, code: name, address, title, detail, cure, acknowledged } = finding;
  const what = [`**${prose(title)}**`];
  if (detail !== null) what.push(prose(detail));
  if (cure !== null) what.push(`*${prose(cure)}*`);
  if (acknowledged !== null) {
    const by = acknowledged.by === null ? '' : ` by ${prose(acknowledged.by)}`;
    what.push(`☑️ acknowledged${by} until ${prose(acknowledged.expires)}: ${prose(acknowledged.reason)}`);
  }
  const sign = acknowledged === null ? SIGNS[severity] : '☑️';
  return `| ${sign} ${SEVERITIES[severity]} | ${code(name)} | ${address === null ? '' : code(address)} | ${what.join('<br>')} |`;
}

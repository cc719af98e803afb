import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type RolloutReport, rolloutReportSchema } from '../../../src/drill/index.js';
import type { Lab } from './lab.js';

/** The report of the latest operation that left one. */
export function lastReport(lab: Lab): { readonly report: RolloutReport; readonly page: string } {
  const folder = path.join(lab.store, 'reports');
  const reports = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({
      name,
      report: rolloutReportSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))),
    }))
    .sort((a, b) => a.report.to - b.report.to);
  const last = reports.at(-1);
  if (last === undefined) throw new Error(`there is no report in ${folder}`);
  return { report: last.report, page: readFileSync(path.join(folder, last.name.replace('.json', '.html')), 'utf8') };
}

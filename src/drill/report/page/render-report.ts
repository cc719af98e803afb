import type { RolloutReport } from '../schema.js';
import { headline, summaryLine } from '../summary-line.js';
import { escaped, tag } from './markup.js';
import { STYLE } from './style.js';
import { figures, measurement, silence, stepTable } from './tables.js';
import { timeline } from './timeline.js';

/** The report as one HTML page that needs nothing but itself: no script, no font, no picture from elsewhere. */
export function renderReport(report: RolloutReport): string {
  const title = report.failure === null ? summaryLine(report) : headline(report);
  const when = new Date(report.from).toISOString().replace('T', ' ').slice(0, 19);
  const body = [
    tag('h1', {}, escaped(title)),
    tag(
      'p',
      { class: 'meta' },
      escaped(`${report.environment} / ${report.cluster} · ${when} UTC · ${report.operation}`),
    ),
    ...(report.failure === null ? [] : [tag('p', { class: 'failure' }, escaped(report.failure))]),
    figures(report),
    tag('div', { class: 'drawing' }, timeline(report)),
    measurement(report),
    silence(report),
    tag('details', {}, `<summary>All steps</summary>${stepTable(report)}`),
  ];
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(`${report.environment}: ${title}`)}</title><style>${STYLE}</style></head>`,
    `<body><main>${body.join('\n')}</main></body></html>`,
    '',
  ].join('\n');
}

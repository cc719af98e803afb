import { createHash } from 'node:crypto';
import type { ChangeKind, Review } from '../../model/index.js';
import { DECISIONS, isHeavy, KINDS } from '../words.js';
import { changeBlock } from './changes.js';
import { text } from './escape.js';
import { findingsSection } from './findings.js';
import { otherSections } from './others.js';
import { quorumSection } from './quorum.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** From here on the browser lays out only what is on the screen. */
const MANY = 300;

/**
 * The review as one page that needs nothing from anywhere: no fonts, no scripts, no images are fetched, and its own
 * content policy forbids it.
 *
 * @param picture - the topology as SVG; empty for none
 */
export function renderPage(review: Review, picture: string): string {
  const title = `Quorate review${review.environment === null ? '' : ` · ${review.environment}`}: ${DECISIONS[review.decision]}`;
  const [findings, quorum] = [findingsSection(review.findings), quorumSection(review.quorum)];
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy()}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${text(title)}</title><style>${STYLE}</style></head><body>`,
    '<a class="skip" href="#changes">Skip to the changes</a>',
    banner(review),
    toolbar(review),
    `<main class="wrap${review.changes.length > MANY ? ' many' : ''}">`,
    ...(isHeavy(review.findings) ? [findings, quorum] : [quorum, findings]),
    topologySection(picture, review.topology.omitted),
    changesSection(review),
    otherSections(review),
    '<p id="none" class="empty" hidden>Nothing matches. Press Escape in the search field to see everything.</p>',
    footer(review),
    `</main><script>${SCRIPT}</script></body></html>`,
    '',
  ].join('\n');
}

function policy(): string {
  const hash = (content: string) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}

function banner({ decision, headline, environment, counts, plan }: Review): string {
  const figures: [string, string, number][] = [
    ['create', 'to create', counts.create],
    ['update', 'to update', counts.update],
    ['destroy', 'to destroy', counts.destroy],
    ['replaced', 'replaced', counts.replace],
    ['forget', 'to forget', counts.forget],
    ['import', 'to import', counts.import],
    ['move', 'moved', counts.move],
    ['drift', 'drifted', counts.drift],
    ['failed', 'failed checks', counts.failed_checks],
    ['unchanged', 'unchanged', counts.unchanged],
  ];
  const shown = figures.filter(([name, , count]) => count > 0 || ['create', 'update', 'destroy'].includes(name));
  const list = shown
    .map(([name, words, count]) => `<li class="${name}"><b>${count}</b><span>${words}</span></li>`)
    .join('');
  const made =
    plan.tool_version === null
      ? ''
      : ` · planned with ${plan.tool === 'unknown' ? '' : `${plan.tool} `}${text(plan.tool_version)}`;
  const where = environment === null ? 'Infrastructure review' : `Review of <strong>${text(environment)}</strong>`;
  const [first = '', ...rest] = headline.split(' · ');
  return (
    `<header class="banner"><div class="wrap"><div class="eyebrow">${where}${made}</div>` +
    `<h1><span class="pill ${decision}">${DECISIONS[decision]}</span><span>${text(first)}</span></h1>` +
    `${rest.length === 0 ? '' : `<p>${text(rest.join(' · '))}</p>`}<ul class="figures">${list}</ul></div></header>`
  );
}

function toolbar({ changes }: Review): string {
  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  const filter = (kind: ChangeKind) =>
    `<button type="button" data-filter="${kind}" aria-pressed="false">${text(KINDS[kind])}</button>`;
  return (
    '<div class="bar" role="search"><div class="wrap">' +
    '<input id="search" type="search" placeholder="Search addresses, values, findings  ( / )" aria-label="Search the review" autocomplete="off" spellcheck="false">' +
    `<span id="count" role="status" aria-live="polite"></span>${kinds.map(filter).join('')}` +
    '<button type="button" id="open" aria-pressed="false">Open all</button>' +
    '<button type="button" id="theme">Dark</button></div></div>'
  );
}

function topologySection(picture: string, omitted: number): string {
  if (picture === '') return '';
  const legend = [
    ['create', 'comes'],
    ['destroy', 'goes'],
    ['update', 'changes in place'],
    ['keep', 'stays'],
  ].map(([name, words]) => `<li class="${name}"><i></i>${words}</li>`);
  const more = omitted === 0 ? '' : `<li>${omitted} more machines are not drawn</li>`;
  return (
    '<section><h2 id="topology">Topology</h2><div class="card">' +
    `<div class="topology" role="group" aria-label="Topology of the clusters, with what changes">${picture}</div>` +
    `<ul class="legend">${legend.join('')}${more}</ul></div></section>`
  );
}

function changesSection({ changes }: Review): string {
  const body =
    changes.length === 0
      ? '<p class="empty">No resource changes.</p>'
      : changes.map((change, index) => changeBlock(change, `change-${index}`)).join('\n');
  return `<section data-section><h2 id="changes" tabindex="-1">Changes <small>${changes.length}</small></h2><div class="card">${body}</div></section>`;
}

function footer({ fingerprint, exit_code: exitCode, counts }: Review): string {
  return (
    `<footer>fingerprint <span class="mono">${text(fingerprint)}</span> · exit code ${exitCode} · ${counts.unchanged} objects unchanged` +
    '<br><kbd>/</kbd> search · <kbd>j</kbd> <kbd>k</kbd> next and previous · <kbd>Enter</kbd> open · <kbd>Esc</kbd> clear</footer>'
  );
}

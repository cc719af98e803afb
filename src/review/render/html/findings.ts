import type { Finding } from '../../model/index.js';
import { SEVERITIES } from '../words.js';
import { text } from './escape.js';

/** Findings as cards, heaviest first. */
export function findingsSection(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const cards = findings.map(card).join('');
  return `<section data-section><h2 id="findings">Findings <small>${findings.length}</small></h2><div class="card">${cards}</div></section>`;
}

function card(finding: Finding): string {
  const { severity, code, address, title, detail, cure, acknowledged } = finding;
  const parts = [`<h3>${text(title)}</h3>`];
  if (detail !== null) parts.push(`<p>${text(detail)}</p>`);
  if (cure !== null) parts.push(`<p class="cure">${text(cure)}</p>`);
  if (acknowledged !== null) {
    const by = acknowledged.by === null ? '' : ` by ${text(acknowledged.by)}`;
    parts.push(`<p>acknowledged${by} until ${text(acknowledged.expires)}: ${text(acknowledged.reason)}</p>`);
  }
  parts.push(`<p class="meta mono">${text(code)}${address === null ? '' : ` · ${text(address)}`}</p>`);
  return (
    `<article class="finding${acknowledged === null ? '' : ' acknowledged'}" data-item data-kind="finding">` +
    `<div><span class="pill ${severity}">${SEVERITIES[severity]}</span></div><div>${parts.join('')}</div></article>`
  );
}

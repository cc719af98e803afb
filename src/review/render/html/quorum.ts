import type { Moment, QuorumVerdict } from '../../model/index.js';
import { text } from './escape.js';

/** More votes than this are written as a number. */
const MOST_DOTS = 15;

const WORDS: Readonly<Record<QuorumVerdict['verdict'], string>> = {
  kept: 'quorum kept',
  bootstrap: 'new cluster',
  untouched: 'untouched',
  unclear: 'cannot tell',
  blocked: 'blocked',
  destroyed: 'destroyed',
};

/** The quorum verdict of each cluster, moment by moment. */
export function quorumSection(verdicts: readonly QuorumVerdict[]): string {
  if (verdicts.length === 0) return '';
  const clusters = verdicts.map(cluster).join('');
  return `<section><h2 id="quorum">Quorum</h2><div class="card">${clusters}</div></section>`;
}

function cluster(verdict: QuorumVerdict): string {
  const { before, after } = verdict.engine;
  const engine = before !== null && after !== null && before !== after ? ` · ${text(before)} → ${text(after)}` : '';
  const header =
    `<header><span class="pill ${verdict.verdict}">${WORDS[verdict.verdict]}</span><strong>${text(verdict.headline)}</strong></header>` +
    `<p class="sub"><span class="mono">${text(verdict.cluster)}</span>${engine}</p>`;
  if (verdict.moments.length === 0) return `<div class="cluster">${header}</div>`;
  const rows = verdict.moments.map(row).join('');
  return (
    `<div class="cluster">${header}<table class="moments"><thead><tr><th class="n">#</th><th>What happens</th>` +
    `<th>Voters</th><th>Quorum</th><th>Tolerance</th></tr></thead><tbody>${rows}</tbody></table>` +
    '<p class="key">Filled votes are needed for quorum, open ones may fail, dashed ones are gone while they still count.</p></div>'
  );
}

function row({ what, voters, quorum, tolerance }: Moment, index: number): string {
  const low = tolerance === null ? '' : tolerance < 0 ? ' lost' : tolerance === 0 ? ' low' : '';
  return (
    `<tr><td class="n">${index}</td><td>${text(what)}</td><td>${votes(voters, quorum, tolerance)}</td>` +
    `<td>${quorum ?? '?'}</td><td><span class="tol${low}">${tolerance ?? '?'}</span></td></tr>`
  );
}

function votes(voters: number | null, quorum: number | null, tolerance: number | null): string {
  if (voters === null) return '?';
  if (quorum === null || tolerance === null || voters > MOST_DOTS) return text(voters);
  const live = Math.max(0, quorum + tolerance);
  const dots = Array.from({ length: Math.max(voters, live) }, (_, index) => {
    if (index >= live) return '<i class="lost"></i>';
    return index < quorum ? '<i></i>' : '<i class="spare"></i>';
  });
  return `<span class="votes">${dots.join('')}&nbsp;${voters}</span>`;
}

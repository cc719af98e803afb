import { engineChange, type Moment, type QuorumVerdict } from '../../model/index.js';
import { type Phase, phasesOf } from '../phases.js';
import { votesOf } from '../votes.js';
import { chartOf } from './chart.js';
import { text } from './escape.js';

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
  const versions = engineChange(verdict.engine);
  const engine = versions === null ? '' : ` · ${text(versions)}`;
  const header =
    `<header><span class="pill ${verdict.verdict}">${WORDS[verdict.verdict]}</span><strong>${text(verdict.headline)}</strong></header>` +
    `<p class="sub"><span class="mono">${text(verdict.cluster)}</span>${engine}</p>`;
  if (verdict.moments.length === 0) return `<div class="cluster">${header}</div>`;
  const phases = phasesOf(verdict.moments);
  const steps =
    phases.length === verdict.moments.length
      ? ''
      : `<details class="steps"><summary>All ${verdict.moments.length} steps, with their reasons</summary>${table(verdict.moments)}</details>`;
  return (
    `<div class="cluster">${header}${chartOf(verdict.moments)}${table(phases)}` +
    `<p class="key">Filled votes are needed for quorum, open ones may fail, dashed ones are gone while they still count.</p>${steps}</div>`
  );
}

function table(moments: readonly (Moment | Phase)[]): string {
  return (
    '<table class="moments"><thead><tr><th class="n">#</th><th>What happens</th><th>Voters</th><th class="q">Quorum</th>' +
    `<th>Tolerance</th></tr></thead><tbody>${moments.map(row).join('')}</tbody></table>`
  );
}

function row(moment: Moment | Phase, index: number): string {
  const { what, quorum, tolerance } = moment;
  const low = tolerance === null ? '' : tolerance < 0 ? ' lost' : tolerance === 0 ? ' low' : '';
  return (
    `<tr><td class="n">${index + 1}</td><td>${text(what)}</td><td>${votes(moment)}</td>` +
    `<td class="q">${quorum ?? '?'}</td><td><span class="tol${low}">${tolerance ?? '?'}</span></td></tr>`
  );
}

const CLASSES = { needed: '', spare: ' class="spare"', lost: ' class="lost"' } as const;

function votes(moment: Moment | Phase): string {
  const drawn = votesOf(moment);
  if (drawn === null) return text(moment.voters ?? '?');
  return `<span class="votes">${drawn.map((vote) => `<i${CLASSES[vote]}></i>`).join('')}&nbsp;${moment.voters}</span>`;
}

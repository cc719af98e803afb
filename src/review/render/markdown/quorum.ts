import { engineChange, type Moment, type QuorumVerdict } from '../../model/index.js';
import { phasesOf } from '../phases.js';
import { votesText } from '../votes.js';
import { code, prose } from './escape.js';
import type { Sheet } from './sheet.js';

const SIGNS: Readonly<Record<QuorumVerdict['verdict'], string>> = {
  kept: '🟢',
  bootstrap: '🟢',
  untouched: '⚪',
  unclear: '🟣',
  blocked: '🔴',
  destroyed: '🔴',
};

const MOST_CLUSTERS = 20;

/** More moments than this are folded away, and what they come to is shown instead. */
const MOST_UNFOLDED = 8;

/** The quorum verdict of each cluster that is touched: one line, and the moments of the apply. */
export function addQuorum(sheet: Sheet, verdicts: readonly QuorumVerdict[], limit: number): void {
  const touched = verdicts.filter(({ verdict }) => verdict !== 'untouched');
  if (touched.length === 0) return;
  sheet.add('', '#### Quorum');
  for (const verdict of touched.slice(0, MOST_CLUSTERS)) addVerdict(sheet, verdict, limit);
  if (touched.length > MOST_CLUSTERS) sheet.add('', `${touched.length - MOST_CLUSTERS} more clusters are not listed.`);
}

function addVerdict(sheet: Sheet, verdict: QuorumVerdict, limit: number): void {
  const versions = engineChange(verdict.engine);
  const engine = versions === null ? '' : ` · ${prose(versions)}`;
  sheet.add('', `${SIGNS[verdict.verdict]} ${code(verdict.cluster)} **${prose(verdict.headline)}**${engine}`);
  // A single moment says nothing that the headline does not.
  if (verdict.moments.length < 2 || limit === 0) return;
  const phases = phasesOf(verdict.moments);
  const folded = verdict.moments.length > MOST_UNFOLDED && phases.length < verdict.moments.length;
  if (!folded) {
    addMoments(sheet, verdict.moments, limit);
    return;
  }
  addMoments(sheet, phases, limit);
  sheet.add('', `<details><summary>All ${verdict.moments.length} steps of the apply, in order</summary>`);
  addMoments(sheet, verdict.moments, limit);
  sheet.add('', '</details>');
}

function addMoments(sheet: Sheet, moments: readonly Moment[], limit: number): void {
  sheet.add('', '| # | What happens | Voters | Quorum | Tolerance |', '| ---: | --- | --- | ---: | ---: |');
  moments.slice(0, limit).forEach((moment, index) => {
    const { what, quorum, tolerance } = moment;
    const low = tolerance !== null && tolerance < 0 ? `**${tolerance}** 🔴` : figure(tolerance);
    sheet.add(`| ${index + 1} | ${prose(what)} | ${votesText(moment)} | ${figure(quorum)} | ${low} |`);
  });
  const more = moments.length - limit;
  if (more > 0) sheet.add(`| | ${more} more steps | | | |`);
}

function figure(value: number | null): string {
  return value === null ? '?' : String(value);
}

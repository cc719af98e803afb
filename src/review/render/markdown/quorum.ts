import type { QuorumVerdict } from '../../model/index.js';
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

/** More moments than this are folded away, unless one of them is why the plan is blocked. */
const MOST_UNFOLDED = 15;

/** The quorum verdict of each cluster that is touched: one line, and the moments of the apply. */
export function addQuorum(sheet: Sheet, verdicts: readonly QuorumVerdict[], limit: number): void {
  const touched = verdicts.filter(({ verdict }) => verdict !== 'untouched');
  if (touched.length === 0) return;
  sheet.add('', '#### Quorum');
  for (const verdict of touched.slice(0, MOST_CLUSTERS)) addVerdict(sheet, verdict, limit);
  if (touched.length > MOST_CLUSTERS) sheet.add('', `${touched.length - MOST_CLUSTERS} more clusters are not listed.`);
}

function addVerdict(sheet: Sheet, verdict: QuorumVerdict, limit: number): void {
  const { before, after } = verdict.engine;
  const engine = before !== null && after !== null && before !== after ? ` · ${prose(before)} → ${prose(after)}` : '';
  sheet.add('', `${SIGNS[verdict.verdict]} ${code(verdict.cluster)} **${prose(verdict.headline)}**${engine}`);
  if (verdict.moments.length === 0 || limit === 0) return;
  const long = verdict.moments.length > MOST_UNFOLDED && verdict.verdict !== 'blocked';
  if (long) sheet.add('', `<details><summary>${verdict.moments.length} moments of the apply, in order</summary>`);
  addMoments(sheet, verdict, limit);
  if (long) sheet.add('', '</details>');
}

function addMoments(sheet: Sheet, { moments }: QuorumVerdict, limit: number): void {
  sheet.add('', '| # | What happens | Voters | Quorum | Tolerance |', '| ---: | --- | ---: | ---: | ---: |');
  moments.slice(0, limit).forEach(({ what, voters, quorum, tolerance }, index) => {
    const low = tolerance !== null && tolerance < 0 ? `**${tolerance}** 🔴` : figure(tolerance);
    sheet.add(`| ${index} | ${prose(what)} | ${figure(voters)} | ${figure(quorum)} | ${low} |`);
  });
  const more = moments.length - limit;
  if (more > 0) sheet.add(`| | ${more} more steps | | | |`);
}

function figure(value: number | null): string {
  return value === null ? '?' : String(value);
}

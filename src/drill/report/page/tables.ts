import type { ReportedCanary, ReportedStep, RolloutReport } from '../schema.js';
import { SILENCE_MS } from '../settle.js';
import { seconds } from '../summary-line.js';
import { escaped, tag } from './markup.js';

/** Every step with its reason, its time and the figures after it. */
export function stepTable({ steps, from }: RolloutReport): string {
  const names = ['at', 'took', 'voters', 'quorum', 'tolerance'].map((name) => tag('th', { class: 'number' }, name));
  const head = tag('tr', {}, `<th>step</th><th>reason</th>${names.join('')}`);
  const rows = steps.map((step) => tag('tr', { class: step.state }, cells(step, from)));
  return tag('div', { class: 'scroll' }, tag('table', {}, head + rows.join('')));
}

function cells(step: ReportedStep, begin: number): string {
  const numbers = [
    seconds(step.from - begin),
    step.state === 'unfinished' ? '…' : seconds(step.to - step.from),
    ...[step.voters, step.quorum, step.tolerance].map((figure) => (figure === null ? '' : String(figure))),
  ];
  const why = [step.reason, step.result].filter(Boolean).join(': ');
  const texts = [step.step, why].map((text) => tag('td', {}, escaped(text)));
  return texts.join('') + numbers.map((figure) => tag('td', { class: 'number' }, escaped(figure))).join('');
}

/** The few figures that say how it went. */
export function figures(report: RolloutReport): string {
  const { canary, lowest_tolerance: tolerance, leaders } = report;
  const shown: [name: string, value: string, bad: boolean][] = [['took', seconds(report.to - report.from), false]];
  if (canary?.gap) shown.push(['write gap', seconds(canary.gap.ms), false]);
  if (canary) {
    shown.push(['acknowledged', `${canary.acknowledged} / ${canary.writes}`, false]);
    shown.push(['writes lost', String(canary.lost), canary.lost > 0]);
  }
  const { risk_window: risk } = report;
  if (risk) shown.push(['risk window', seconds(risk.to - risk.from), false]);
  if (tolerance !== null) shown.push(['lowest tolerance', String(tolerance), tolerance < 0]);
  shown.push(['leadership moves', String(Math.max(0, leaders.length - 1)), false]);
  const list = shown.map(([name, value, bad]) =>
    tag('div', bad ? { class: 'bad' } : {}, tag('dt', {}, escaped(name)) + tag('dd', {}, escaped(value))),
  );
  return tag('dl', { class: 'figures' }, list.join(''));
}

/** How the figures were measured, and what the measurement could not tell. */
export function measurement({ canary }: RolloutReport): string {
  if (canary === null) return tag('p', { class: 'meta' }, 'Writes were not measured.');
  const sentences = [...outcome(canary), ...(canary.problem === null ? [] : [canary.problem])];
  return tag('p', { class: 'meta' }, escaped(sentences.join(' ')));
}

function outcome({ interval_ms: interval, connection, policy, failed, unproven, samples }: ReportedCanary): string[] {
  if (interval === null) return [];
  const { least, most } = interval;
  const closer = least < most ? `, every ${least} ms while leadership moved` : '';
  const errors = new Map<string, number>();
  for (const { error } of samples) if (error !== null) errors.set(error, (errors.get(error) ?? 0) + 1);
  return [
    `One write every ${most} ms${closer}, through the balancer, ${CONNECTIONS[connection]}, ${retries(policy)}.`,
    failed === 0
      ? 'Every one was acknowledged.'
      : `${failed} failed: ${[...errors].map(([error, times]) => `${times} × ${error}`).join(', ')}.`,
    ...(unproven === 0 ? [] : [`${unproven} acknowledged ones could not be proven either way.`]),
  ];
}

/** For how long voters were counted as they had been known; nothing where every one told at every look. */
export function silence({ unheard_ms: unheard }: RolloutReport): string {
  if (unheard === 0) return '';
  const text =
    `For up to ${seconds(unheard)} a voter did not tell how it was: it answered late, or had yet to hear the new leader. ` +
    `It counts as it was known before; after ${seconds(SILENCE_MS)} of silence, or when it refuses, it counts as lost.`;
  return tag('p', { class: 'meta' }, escaped(text));
}

const CONNECTIONS = { fresh: 'each on a new connection', kept: 'on connections that are kept' };

const retries = (policy: string): string =>
  policy === 'none' ? 'never repeated' : `repeated as the ${policy} client does`;

import { seconds as inSeconds } from '../../schema/index.js';
import { isReturn } from './return.js';
import type { RolloutReport } from './schema.js';

/**
 * The report in one sentence.
 *
 * @example
 * 'upgraded vault 1.19.0 → 1.21.1: 3 machines replaced, write gap 0.56 s, 0 acknowledged writes lost, lowest tolerance 1'
 */
export function summaryLine(report: RolloutReport): string {
  const { lowest_tolerance: tolerance, failure } = report;
  if (failure !== null) return `${headline(report)}: ${failure}`;
  const figures = [...replacedOf(report), ...measuredOf(report)];
  if (tolerance !== null) figures.push(`lowest tolerance ${tolerance}`);
  return figures.length === 0 ? done(report) : `${done(report)}: ${figures.join(', ')}`;
}

/** What was done, without a figure and without the words of a failure. */
export function headline(report: RolloutReport): string {
  return report.failure === null ? done(report) : `${attempted(report)} did not finish`;
}

function done(report: RolloutReport): string {
  const { kind, before, after } = report;
  switch (kind) {
    case 'upgrade':
      return `${isReturn(report) ? 'returned' : 'upgraded'} ${change(report)}`;
    case 'rollout':
      return `renewed ${nameOf(after)}`;
    case 'repair':
      return `repaired ${nameOf(after)}`;
    case 'scale':
      return `scaled ${nameOf(after)} from ${before.nodes.length} to ${count(after.nodes.length, 'node')}`;
  }
}

function attempted(report: RolloutReport): string {
  const { kind, after } = report;
  if (kind === 'upgrade') return `the ${isReturn(report) ? 'return' : 'upgrade'} of ${change(report)}`;
  const noun = { rollout: 'rollout', repair: 'repair', scale: 'scaling' }[kind];
  return `the ${noun} of ${nameOf(after)}`;
}

const change = ({ before, after }: RolloutReport): string =>
  `${before.engine} ${before.version ?? '?'} → ${after.version ?? '?'}`;

const nameOf = ({ engine, version }: RolloutReport['after']): string => (version ? `${engine} ${version}` : engine);

function replacedOf({ kind, replaced }: RolloutReport): string[] {
  return kind === 'scale' ? [] : [`${count(replaced, 'machine')} replaced`];
}

function measuredOf({ canary }: RolloutReport): string[] {
  if (canary === null) return [];
  if (canary.gap === null) return ['write gap not measured'];
  const figures = [`write gap ${seconds(canary.gap.ms)}`, `${count(canary.lost, 'acknowledged write')} lost`];
  return canary.unproven === 0 ? figures : [...figures, `${canary.unproven} not proven`];
}

/** Milliseconds as seconds with two decimals. */
export const seconds = (ms: number): string => inSeconds(ms, 2);

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

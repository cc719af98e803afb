import type { ReportedStep } from '../schema.js';
import { seconds } from '../summary-line.js';
import type { Frame, Strip } from './frame.js';
import { hint, label, tag } from './markup.js';

const ROW = 20;
const LEAST_WIDTH = 3;
/** Steps of several nodes share a row by their first word; these are told apart by more. */
const ROWS: readonly (readonly [start: string, row: string])[] = [
  ['take and verify', 'snapshot'],
  ['hold joiners', 'hold joiners back'],
  ['let joiners', 'let them become voters'],
  ['set production', 'settle'],
  ['step down', 'move leadership'],
  ['record that', 'record the intent'],
  ['roll back', 'roll back'],
  ['confirm the keys', 'confirm keys'],
];

/** A bar for every step, one row for every kind of step. */
export function stepStrip(steps: readonly ReportedStep[], frame: Frame): Strip {
  const rows = [...new Set(steps.map(rowOf))];
  const names = rows.map((row, index) => label(frame.left - 12, index * ROW + 14, row, { 'text-anchor': 'end' }));
  const bars = steps.map((step) => bar(step, rows.indexOf(rowOf(step)) * ROW, frame));
  return { height: rows.length * ROW, markup: names.join('') + bars.join('') };
}

function rowOf({ step }: ReportedStep): string {
  const found = ROWS.find(([start]) => step.startsWith(start));
  return found ? found[1] : (step.split(' ')[0] ?? step);
}

function bar(step: ReportedStep, top: number, frame: Frame): string {
  const x = frame.x(step.from);
  const width = Math.max(LEAST_WIDTH, frame.x(step.to) - x);
  const text = [step.step, seconds(step.to - step.from), step.reason, step.result].filter(Boolean).join(' · ');
  return tag('rect', { x, y: top + 4, width, height: ROW - 8, rx: 2, class: `step ${step.state}` }, hint(text));
}

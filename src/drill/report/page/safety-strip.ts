import { isReturn } from '../return.js';
import type { RolloutReport } from '../schema.js';
import { seconds } from '../summary-line.js';
import type { Frame, Strip } from './frame.js';
import { hint, label, tag } from './markup.js';

const ROW = 20;

interface Stretch {
  readonly name: string;
  readonly look: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** How the rollout could have been undone at each time, and when an accident could have decided that; empty for others. */
export function safetyStrip(report: RolloutReport, frame: Frame): Strip | null {
  const stretches = stretchesOf(report);
  if (stretches.length === 0) return null;
  const rows = stretches.map(({ name, look, from, to, text }, index) => {
    const x = frame.x(from);
    const bar = { x, y: 4, width: Math.max(2, frame.x(to) - x), height: ROW - 8, rx: 2, class: `safety ${look}` };
    const inner = label(frame.left - 12, 14, name, { 'text-anchor': 'end' }) + tag('rect', bar, hint(text));
    return tag('g', { transform: `translate(0 ${index * ROW})` }, inner);
  });
  return { height: stretches.length * ROW, markup: rows.join('') };
}

function stretchesOf({ from, to, risk_window: risk, no_return: point, before, after }: RolloutReport): Stretch[] {
  if (before.version === null || before.version === after.version || isReturn({ before, after })) return [];
  const back = { name: 'way back: roll-back', look: 'back', from, to: point ?? to };
  const found: Stretch[] = [{ ...back, text: 'the old version leads: a failed gate rolls back by itself' }];
  if (risk) {
    const text = `${seconds(risk.to - risk.from)} in which an unplanned election could have put the new version in front`;
    found.push({ name: 'risk window', look: 'risk', ...risk, text });
  }
  if (point !== null) {
    const text = 'the new version has led: forward, or restore the snapshot taken before';
    found.push({ name: 'way back: restore', look: 'restore', from: point, to, text });
  }
  return found;
}

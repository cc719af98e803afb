import type { ReportedCanary } from '../schema.js';
import type { Frame, Strip } from './frame.js';
import { hint, label, tag } from './markup.js';

const HEIGHT = 130;
const DECADES_MS = [1, 10, 100, 1_000, 10_000];

/** Every write as a dot, its latency on a logarithmic scale; those that failed as crosses. */
export function canaryStrip({ samples }: ReportedCanary, frame: Frame): Strip {
  const top = DECADES_MS.findIndex((ms) => samples.every((sample) => sample.ms <= ms));
  const decades = DECADES_MS.slice(0, top === -1 ? DECADES_MS.length : Math.max(3, top + 1));
  const highest = Math.log10(decades.at(-1) ?? 1);
  const y = (ms: number) => HEIGHT - (Math.min(Math.max(Math.log10(Math.max(ms, 0.1)), 0), highest) / highest) * HEIGHT;
  const grid = decades.map(
    (ms) =>
      tag('line', { x1: frame.left, x2: frame.right, y1: y(ms), y2: y(ms), class: 'grid' }) +
      label(frame.left - 12, y(ms) + 4, ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`, {
        'text-anchor': 'end',
        class: 'faint',
      }),
  );
  // One path for all dots: a long rollout has ten thousands of them.
  const good = samples.filter(({ ok }) => ok).map(({ at, ms }) => `M${frame.x(at).toFixed(1)} ${y(ms).toFixed(1)}h0`);
  const bad = samples
    .filter(({ ok }) => !ok)
    .map(({ at, ms, error, number }) => cross(frame.x(at), y(ms), `write ${number}: ${error ?? 'failed'}`));
  const markup = [...grid, tag('path', { d: good.join(''), class: 'dots' }), ...bad];
  return { height: HEIGHT, markup: markup.join('') };
}

const cross = (x: number, y: number, text: string): string =>
  tag('path', { d: `M${(x - 3).toFixed(1)} ${(y - 3).toFixed(1)}l6 6m0 -6l-6 6`, class: 'cross' }, hint(text));

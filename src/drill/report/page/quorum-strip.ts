import { quorumOf } from '../membership.js';
import type { RolloutReport } from '../schema.js';
import type { Frame, Strip } from './frame.js';
import { hint, label, tag } from './markup.js';

const UNIT = 14;
const LINES = ['voters', 'quorum', 'tolerance'] as const;

/** Voters, quorum and tolerance as lines that step where they changed. */
export function quorumStrip({ membership, to }: RolloutReport, frame: Frame): Strip {
  const moments = membership.map((moment) => ({ at: moment.at, ...quorumOf(moment) }));
  const highest = Math.max(1, ...moments.map(({ voters }) => voters));
  const lowest = Math.min(0, ...moments.map(({ tolerance }) => tolerance));
  const y = (value: number) => (highest - value) * UNIT + 6;
  const grid = Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index).map(
    (value) =>
      tag('line', { x1: frame.left, x2: frame.right, y1: y(value), y2: y(value), class: 'grid' }) +
      label(frame.left - 12, y(value) + 4, String(value), { 'text-anchor': 'end', class: 'faint' }),
  );
  const lines = LINES.map((name) => {
    const path = moments.map((moment, index) => {
      const end = moments[index + 1]?.at ?? to;
      return `${index === 0 ? 'M' : 'L'}${frame.x(moment.at).toFixed(1)} ${y(moment[name])}H${frame.x(end).toFixed(1)}`;
    });
    return tag('path', { d: path.join(''), class: `line ${name}` }, hint(name));
  });
  return { height: (highest - lowest) * UNIT + 12, markup: [...grid, ...lines].join('') };
}

export function quorumLegend(frame: Frame): string {
  return LINES.map((name, index) => {
    const x = frame.left + index * 110;
    return tag('line', { x1: x, x2: x + 16, y1: 11, y2: 11, class: `line ${name}` }) + label(x + 22, 15, name);
  }).join('');
}

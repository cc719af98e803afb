import type { RolloutReport } from '../schema.js';
import { seconds } from '../summary-line.js';
import { canaryStrip } from './canary-strip.js';
import { type Frame, frameOf, type Strip, titled, WIDTH } from './frame.js';
import { label, tag } from './markup.js';
import { nodeLegend, nodeStrip } from './node-strip.js';
import { quorumLegend, quorumStrip } from './quorum-strip.js';
import { safetyStrip } from './safety-strip.js';
import { stepStrip } from './step-strip.js';

const AXIS = 26;

/** The whole operation as one drawing: steps, nodes, quorum and writes over the same time. */
export function timeline(report: RolloutReport): string {
  const frame = frameOf(report);
  const safety = safetyStrip(report, frame);
  const strips = [
    titled('Steps', stepStrip(report.steps, frame)),
    ...(safety ? [titled('Safety', safety)] : []),
    ...(report.membership.length > 0
      ? [
          withLegend(titled('Nodes', nodeStrip(report, frame)), nodeLegend(frame)),
          withLegend(titled('Quorum', quorumStrip(report, frame)), quorumLegend(frame)),
        ]
      : []),
    ...(report.canary && report.canary.samples.length > 0
      ? [titled('Writes, by latency', canaryStrip(report.canary, frame))]
      : []),
  ];
  let top = 0;
  const placed = strips.map(({ height, markup }) => {
    const group = tag('g', { transform: `translate(0 ${top})` }, markup);
    top += height;
    return group;
  });
  const inner = [gapMark(report, frame, top), axis(frame, top), ...placed].join('');
  return tag('svg', { viewBox: `0 0 ${WIDTH} ${top + AXIS}`, role: 'img', 'aria-label': 'timeline' }, inner);
}

function withLegend({ height, markup }: Strip, legend: string): Strip {
  return { height, markup: markup + legend };
}

function axis(frame: Frame, bottom: number): string {
  return frame.ticks
    .map(({ at, text }) => {
      const x = frame.x(at);
      const line = tag('line', { x1: x, x2: x, y1: 20, y2: bottom - 8, class: 'tick' });
      return line + label(x, bottom + 8, text, { 'text-anchor': 'middle', class: 'faint' });
    })
    .join('');
}

/** The gap as a band over everything, so that one sees which step it belongs to. */
function gapMark({ canary }: RolloutReport, frame: Frame, bottom: number): string {
  if (!canary?.gap || canary.gap.ms <= 0) return '';
  const { from, to, ms } = canary.gap;
  const x = frame.x(from);
  const width = Math.max(2, frame.x(to) - x);
  const onRight = x + width < frame.right - 130;
  const text = label(onRight ? x + width + 5 : x - 5, bottom - 152, `write gap ${seconds(ms)}`, {
    class: 'gap-label',
    'text-anchor': onRight ? 'start' : 'end',
  });
  return tag('rect', { x, y: 20, width, height: bottom - 28, class: 'gap' }) + text;
}

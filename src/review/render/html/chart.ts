import type { Moment } from '../../model/index.js';

const WIDTH = 1000;
const HEIGHT = 150;
const LEFT = 26;
const RIGHT = 84;
const TOP = 12;
const BOTTOM = 26;

interface Known {
  readonly live: number;
  readonly quorum: number;
}

/**
 * Live voters and quorum over the steps of the apply, as SVG; empty where the plan does not say it for every step, or
 * nothing changes. The room between the two lines is what may fail.
 */
export function chartOf(moments: readonly Moment[]): string {
  const known = moments.map(knownOf);
  if (known.length < 2 || !known.every((one) => one !== null)) return '';
  if (known.every(({ live, quorum }) => live === known[0]?.live && quorum === known[0]?.quorum)) return '';
  const top = Math.max(...known.map(({ live, quorum }) => Math.max(live, quorum)), 1);
  const x = (index: number) => round(LEFT + ((WIDTH - LEFT - RIGHT) * index) / known.length);
  const y = (votes: number) => round(HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * votes) / top);
  const stairs = (of: (one: Known) => number) =>
    known.map((one, index) => `${x(index)} ${y(of(one))} ${x(index + 1)} ${y(of(one))}`);
  const live = stairs((one) => one.live);
  const quorum = stairs((one) => one.quorum);
  const room = `M${live.join('L')}L${[...quorum].reverse().map(turned).join('L')}Z`;
  const lost = known
    .map((one, index) => (one.live < one.quorum ? bar(x(index), x(index + 1), y(one.quorum), y(one.live)) : ''))
    .join('');
  const last = known.at(-1) ?? { live: 0, quorum: 0 };
  const ticks = Array.from({ length: top + 1 }, (_, votes) => votes).filter((votes) => top <= 8 || votes % 2 === 0);
  const lines = ticks.map(
    (votes) =>
      `<path class="tick" d="M${LEFT} ${y(votes)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${y(votes) + 4}" text-anchor="end">${votes}</text>`,
  );
  // Two names at the right end must not stand on each other.
  const apart = Math.abs(y(last.live) - y(last.quorum)) < 15 ? 9 : 0;
  return (
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Live voters and quorum, step by step">` +
    `${lines.join('')}<path class="room" d="${room}"/>${lost}` +
    `<path class="quorum" d="M${quorum.join('L')}"/><path class="live" d="M${live.join('L')}"/>` +
    `<text class="live" x="${WIDTH - RIGHT + 8}" y="${y(last.live) + 4 - apart}">live voters</text>` +
    `<text class="quorum" x="${WIDTH - RIGHT + 8}" y="${y(last.quorum) + 4 + apart}">quorum</text>` +
    `<text x="${LEFT}" y="${HEIGHT - 6}">before the apply</text>` +
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">after step ${known.length}</text></svg>`
  );
}

function knownOf({ quorum, tolerance }: Moment): Known | null {
  return quorum === null || tolerance === null ? null : { live: Math.max(0, quorum + tolerance), quorum };
}

/** A step of the stairs, walked from right to left. */
function turned(step: string): string {
  const [x1, y1, x2, y2] = step.split(' ');
  return `${x2} ${y2} ${x1} ${y1}`;
}

function bar(from: number, to: number, top: number, bottom: number): string {
  return `<path class="lost" d="M${from} ${top}H${to}V${bottom}H${from}Z"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

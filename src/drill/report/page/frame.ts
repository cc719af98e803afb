import type { RolloutReport } from '../schema.js';
import { label, tag } from './markup.js';

/** Width of the drawing, and where its plot begins and ends, in pixels. */
export const WIDTH = 1080;
const LEFT = 190;
const RIGHT = WIDTH - 20;

/** Where instants are on the drawing. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  /** Pixels from the left of an instant (milliseconds since the epoch), kept inside the plot. */
  x(instant: number): number;
  /** Instants that get a line, and what is written below it. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** One strip of the drawing: its markup with its own top at 0, and its height. */
export interface Strip {
  readonly height: number;
  readonly markup: string;
}

const STEPS_S = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];
const MOST_TICKS = 14;

export function frameOf({ from, to }: RolloutReport): Frame {
  const span = Math.max(1, to - from);
  const x = (instant: number) => LEFT + (Math.min(Math.max(instant - from, 0), span) / span) * (RIGHT - LEFT);
  const step = STEPS_S.find((seconds) => span / 1000 / seconds <= MOST_TICKS) ?? span / 1000 / MOST_TICKS;
  const ticks = Array.from({ length: Math.floor(span / 1000 / step) + 1 }, (_, index) => ({
    at: from + index * step * 1000,
    text: clock(index * step),
  }));
  return { left: LEFT, right: RIGHT, x, ticks };
}

function clock(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}

/** A strip with its name over it. */
export function titled(name: string, { height, markup }: Strip): Strip {
  const inner = tag('g', { transform: 'translate(0 26)' }, markup);
  return { height: height + 44, markup: label(0, 14, name, { class: 'title' }) + inner };
}

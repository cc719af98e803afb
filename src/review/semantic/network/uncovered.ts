import type { Rule } from './rule.js';

/** A rectangle of addresses and ports. */
interface Area {
  readonly low: bigint;
  readonly high: bigint;
  readonly fromPort: number;
  readonly toPort: number;
}

/** A rule cut into more pieces than this by the others counts as not covered. */
const MOST_PIECES = 4_096;

/**
 * True when everything that the rule lets through is let through by the others together.
 *
 * Ranges and ports are rectangles: the others are cut out of the rule, and what remains is new. So `10.0.0.0/8` covers
 * `10.1.0.0/16`, and two halves cover their whole.
 */
export function isCovered(rule: Rule, others: readonly Rule[]): boolean {
  let rest: Area[] = [areaOf(rule)];
  for (const other of others) {
    if (!comparable(rule, other)) continue;
    const cutter = areaOf(other);
    rest = rest.flatMap((area) => subtract(area, cutter));
    if (rest.length === 0) return true;
    if (rest.length > MOST_PIECES) return false;
  }
  return false;
}

function comparable(rule: Rule, other: Rule): boolean {
  if (rule.direction !== other.direction) return false;
  if (other.protocol !== 'all' && other.protocol !== rule.protocol) return false;
  if (rule.range === undefined || other.range === undefined) return rule.peer === other.peer;
  return rule.range.family === other.range.family;
}

function areaOf({ range, fromPort, toPort }: Rule): Area {
  return { low: range?.low ?? 0n, high: range?.high ?? 0n, fromPort, toPort };
}

/** The parts of `area` outside `cutter`: at most four. */
function subtract(area: Area, cutter: Area): Area[] {
  const apart =
    cutter.high < area.low || cutter.low > area.high || cutter.toPort < area.fromPort || cutter.fromPort > area.toPort;
  if (apart) return [area];
  const parts: Area[] = [];
  if (cutter.low > area.low) parts.push({ ...area, high: cutter.low - 1n });
  if (cutter.high < area.high) parts.push({ ...area, low: cutter.high + 1n });
  // biome-ignore lint/complexity/useMathMinMax: Math.max does not take bigints
  const low = cutter.low > area.low ? cutter.low : area.low;
  // biome-ignore lint/complexity/useMathMinMax: Math.min does not take bigints
  const high = cutter.high < area.high ? cutter.high : area.high;
  if (cutter.fromPort > area.fromPort) parts.push({ low, high, fromPort: area.fromPort, toPort: cutter.fromPort - 1 });
  if (cutter.toPort < area.toPort) parts.push({ low, high, fromPort: cutter.toPort + 1, toPort: area.toPort });
  return parts;
}

import type { StatusReport } from '../../schema/index.js';
import type { Paint } from './paint.js';

/** A line that says who paused an environment and how it goes on; none when nobody did. */
export function pauseLine(environment: string, paused: StatusReport['paused'], paint: Paint): string[] {
  if (paused === null) return [];
  return [`${paint('yellow', 'paused')} by ${paused.by} since ${paused.since}: quorate resume ${environment}`];
}

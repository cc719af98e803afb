import * as z from 'zod';
import { membershipStep } from '../../schema/index.js';
import type { Masker } from '../mask/masker.js';
import { counted, say } from '../mask/safe-text.js';
import type { Interpretation } from './interpret.js';

const MOST_LINES = 60;

/** The steps of a membership plan as lines; undefined for anything that is none. */
export function stepsMeaning(value: unknown, masker: Masker): Interpretation | undefined {
  const steps = z.array(membershipStep).safeParse(value);
  if (!steps.success) return undefined;
  const lines = steps.data.map(({ step, voters, quorum, tolerance }) => ({
    sign: '+' as const,
    text: say`${masker.text(step)} (voters ${voters}, quorum ${quorum}, tolerance ${tolerance})`,
  }));
  return {
    meaning: {
      kind: 'set',
      effect: lines.length === 0 ? 'equal' : 'changed',
      summary: lines.length === 0 ? say`nothing to do` : counted(lines.length, 'step'),
      lines: lines.slice(0, MOST_LINES),
      omitted: Math.max(0, lines.length - MOST_LINES),
    },
  };
}

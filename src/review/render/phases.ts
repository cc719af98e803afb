import { counted, type SafeText, say } from '../mask/safe-text.js';
import type { Moment } from '../model/index.js';

/** Moments in a row that leave the cluster the same to rely on. */
export interface Phase extends Omit<Moment, 'what'> {
  /** What begins it, and what ends it where that is something else. */
  readonly what: SafeText;
  /** How many moments it spans. */
  readonly length: number;
}

/** Folds the moments of an apply: the figures change a few times, the steps are many. */
export function phasesOf(moments: readonly Moment[]): Phase[] {
  const runs: [Moment, ...Moment[]][] = [];
  for (const moment of moments) {
    const run = runs.at(-1);
    if (run !== undefined && alike(run[0], moment)) run.push(moment);
    else runs.push([moment]);
  }
  return runs.map(([first, ...rest]) => {
    const last = rest.at(-1);
    const { voters, quorum, tolerance } = first;
    const what =
      last === undefined
        ? briefly(first.what)
        : say`${briefly(first.what)} … ${briefly(last.what)} (${counted(rest.length + 1, 'step')})`;
    return { what, voters, quorum, tolerance, length: rest.length + 1 };
  });
}

function alike(a: Moment, b: Moment): boolean {
  return a.voters === b.voters && a.quorum === b.quorum && a.tolerance === b.tolerance;
}

/** A step without its reason, which follows a dash. */
function briefly(what: SafeText): SafeText {
  return (what.split(' — ')[0] ?? what) as SafeText;
}

import { median } from './measure.js';

/** A part of a command's run: it ends where the first line appears that its pattern matches. */
export interface Phase {
  readonly name: string;
  readonly end: RegExp;
}

/** Parts of `cdktf deploy` of an environment that is not there. */
export const FRESH_DEPLOY: readonly Phase[] = [
  { name: 'cdktf and synth', end: /Initializing the backend/ },
  { name: 'terraform init and plan', end: /Creating\.\.\./ },
  { name: 'image and machines', end: /quorate_member.*Creating\.\.\./ },
  { name: 'members, then waiting for the seal server', end: /quorate_cluster.*Creating\.\.\./ },
  { name: 'configure: three engines start', end: / initialize / },
  { name: 'initialize', end: / open / },
  { name: 'open and lead', end: / (secure|join) / },
  { name: 'secure, and two join', end: / open / },
  { name: 'open both, in sync', end: / prove / },
  { name: 'prove, admit, report', end: /quorate_cluster.*Creation complete/ },
  { name: 'end of terraform and cdktf', end: /$^/ },
];

/** Parts of `cdktf deploy` that changes nothing. */
export const UNCHANGED_DEPLOY: readonly Phase[] = [
  { name: 'cdktf and synth', end: /Initializing the backend/ },
  { name: 'terraform init', end: /successfully initialized/ },
  { name: 'plan: provider starts, machines and cluster are looked at', end: /No changes/ },
  { name: 'end of terraform and cdktf', end: /$^/ },
];

/** Follows the output of one run; `ended()` gives the seconds of each phase. */
export function follow(phases: readonly Phase[], now: () => number = () => performance.now()) {
  const marks = [now()];
  return {
    line: (line: string): void => {
      // Lines that arrive together end several phases at once.
      if (phases[marks.length - 1]?.end.test(line)) marks.push(now());
    },
    ended: (): number[] => {
      while (marks.length <= phases.length) marks.push(now());
      return marks.slice(1).map((mark, index) => (mark - (marks[index] ?? mark)) / 1000);
    },
  };
}

/** Where the time goes: the median of each phase over the runs, one line each. */
export function describePhases(phases: readonly Phase[], runs: readonly (readonly number[])[]): string {
  return phases
    .map(({ name }, index) => `  ${median(runs.map((run) => run[index] ?? 0)).toFixed(2)} s  ${name}\n`)
    .join('');
}

/** More votes than this are written as a number. */
const MOST_DOTS = 15;

/** One vote in a drawing: needed for quorum, may fail, or gone while it still counts. */
export type Vote = 'needed' | 'spare' | 'lost';

/** The votes of one moment, for drawing; null where they are unknown, or too many to be counted at a glance. */
export function votesOf(moment: {
  readonly voters: number | null;
  readonly quorum: number | null;
  readonly tolerance: number | null;
}): Vote[] | null {
  const { voters, quorum, tolerance } = moment;
  if (voters === null || quorum === null || tolerance === null || voters > MOST_DOTS) return null;
  const live = Math.max(0, quorum + tolerance);
  return Array.from({ length: Math.max(voters, live) }, (_, index) => {
    if (index >= live) return 'lost';
    return index < quorum ? 'needed' : 'spare';
  });
}

const MARKS: Readonly<Record<Vote, string>> = { needed: '●', spare: '○', lost: '✕' };

/** The votes of one moment as text, for example `●●○ 3`. */
export function votesText(moment: Parameters<typeof votesOf>[0]): string {
  const votes = votesOf(moment);
  if (votes === null) return moment.voters === null ? '?' : String(moment.voters);
  return `${votes.map((vote) => MARKS[vote]).join('')} ${moment.voters}`.trim();
}

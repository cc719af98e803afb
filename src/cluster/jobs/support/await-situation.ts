import { waitUntil } from '../../../process/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { Situation } from '../../plan/index.js';
import type { JobContext } from '../job.js';
import { situationNow } from './situation.js';

const INTERVAL_MS = 100;

/** A state of the cluster that is waited for. */
export interface Awaited<T> {
  /** How the wait is named when it is in vain: "was expected to …". */
  readonly what: string;
  readonly deadlineMs: number;
  /** The result, or undefined while it is not there. */
  readonly seen: (situation: Situation) => T | undefined | Promise<T | undefined>;
  /** What is said of the last look when the wait was in vain. */
  readonly last: (situation: Situation) => string;
}

/** @throws QuorateError `QRT-NOT-REACHED` with the last state seen. */
export async function awaitSituation<T>(context: JobContext, { what, deadlineMs, seen, last }: Awaited<T>): Promise<T> {
  let lastSeen = 'nothing';
  const look = async () => {
    const situation = await situationNow(context);
    lastSeen = last(situation);
    return await seen(situation);
  };
  const found = await waitUntil(look, { deadlineMs, intervalMs: INTERVAL_MS, signal: context.signal });
  if (found !== undefined) return found;
  const { environment } = context.spec;
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `the cluster was expected to ${what} within ${deadlineMs / 1000} s; last seen: ${lastSeen}`,
    `\`quorate status ${environment}\` shows what is missing; the same command can be run again.`,
  );
}

/** Who leads and who serves, in a few words. */
export function whoServes({ leader, live, voters }: Situation): string {
  const serving = voters.filter((id) => live.has(id));
  return `${leader === null ? 'no leader' : `${leader} leads`}, ${serving.length} of ${voters.length} voters live`;
}

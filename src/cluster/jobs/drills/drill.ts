import { setTimeout as delay } from 'node:timers/promises';
import type { Situation } from '../../plan/index.js';
import { nodeOf } from '../../plan/situation.js';
import { isInSync } from '../../plan/sync.js';
import type { Job, JobStep } from '../job.js';
import { awaitSituation, whoServes } from '../support/await-situation.js';
import type { DrillTools, WritesSeen } from './tools.js';

/** What a drill measured. */
export interface DrillReport {
  readonly drill: string;
  /** Machines that were struck. */
  readonly struck: readonly string[];
  readonly leader_before: string;
  readonly leader_after: string;
  /**
   * From the fault until there was a leader again, be it the same one, milliseconds; 0 when the fault left the one that
   * led alone.
   */
  readonly leader_ms: number;
  /** From the end of the fault until every voter served and was in sync, milliseconds. */
  readonly whole_ms: number;
  readonly writes: WritesSeen | null;
}

/** Something that is done to a whole cluster and undone again. */
export interface Fault {
  readonly drill: string;
  /** What is struck; machine ids, never none. */
  readonly struck: readonly string[];
  /** In a few words, as journals and plans print it. */
  readonly title: string;
  readonly reason: string;
  /** Whether this one may be the leader that clients find while it lasts. */
  readonly mayLead: (id: string) => boolean;
  /** How long it lasts after another leader was seen, milliseconds. @default 0 */
  readonly lastsMs?: number;
  begin(): Promise<void>;
  /** Called whatever happens, a drill that is broken off included. May find nothing left to do. */
  end(): Promise<void>;
}

/** Writes are measured for as long before the fault, so that a gap can be told from a slow start. */
const BASELINE_MS = 1_000;
const LEADER_MS = 60_000;
const WHOLE_MS = 180_000;

/** Does it, waits for another leader, undoes it, and waits until all is as it was. */
export function drillOf(before: Situation, leader: string, fault: Fault, { writes }: DrillTools): Job<DrillReport> {
  let after = leader;
  let leaderMs = 0;
  let wholeMs = 0;
  const strike: JobStep = {
    step: fault.title,
    reason: fault.reason,
    run: async (work) => {
      writes?.start();
      await delay(BASELINE_MS, undefined, { signal: work.signal });
      const began = performance.now();
      try {
        await fault.begin();
        after = await awaitSituation(work, {
          what: 'have a leader that clients reach',
          deadlineMs: LEADER_MS,
          seen: (now) => (now.leader !== null && fault.mayLead(now.leader) ? now.leader : undefined),
          last: whoServes,
        });
        if (fault.struck.includes(leader)) leaderMs = Math.round(performance.now() - began);
        await delay(fault.lastsMs ?? 0, undefined, { signal: work.signal });
      } finally {
        await fault.end();
      }
    },
  };
  const recover: JobStep = {
    step: 'wait until every voter is back',
    reason: 'with the data it had, in sync, and without anybody’s help',
    run: async (work) => {
      const began = performance.now();
      await awaitSituation(work, {
        what: 'be whole again',
        deadlineMs: WHOLE_MS,
        seen: (now) => (isWhole(now) && before.voters.every((id) => now.voters.includes(id)) ? true : undefined),
        last: whoServes,
      });
      wholeMs = Math.round(performance.now() - began);
    },
  };
  const measured = (one: JobStep): JobStep => ({
    ...one,
    run: async (work) => {
      try {
        await one.run(work);
      } catch (error) {
        await writes?.stop();
        throw error;
      }
    },
  });
  return {
    steps: [strike, recover].map(measured),
    conclude: async () => ({
      drill: fault.drill,
      struck: fault.struck,
      leader_before: leader,
      leader_after: after,
      leader_ms: leaderMs,
      whole_ms: wholeMs,
      writes: (await writes?.stop()) ?? null,
    }),
  };
}

/** Whether every voter serves and is in sync. */
export function isWhole(situation: Situation): boolean {
  const { leader, voters, live, observed } = situation;
  return leader !== null && voters.every((id) => live.has(id) && isInSync(nodeOf(situation, id), observed));
}

import { reasonOf } from '../../schema/index.js';
import type { Convergence } from '../execute/converge.js';
import type { StepContext } from '../steps/context.js';

/** Whom a command looks at before it does anything; it holds no lock and changes nothing. */
export type JobContext = Pick<StepContext, 'access' | 'spec' | 'signal'>;

/** One thing that a command of an operator does, told before it is done. */
export interface JobStep {
  /** In a few words, as journals and plans print it. */
  readonly step: string;
  readonly reason: string;
  run(work: Convergence): Promise<void>;
}

/** What a command does now, as its steps, and what it has to say once they are done. */
export interface Job<R> {
  readonly steps: readonly JobStep[];
  conclude(work: Convergence): Promise<R>;
}

/**
 * Looks and decides what to do, or refuses with a `QuorateError`. Called once to show the steps and, by whoever holds
 * the lock, once more to run them: an interrupted command that is run again finds what is left to do.
 *
 * @param brokenOff steps that a run of the same command began, which was broken off and after which nothing else was
 * done: where the last of them may have been reached, a cluster that looks as it should is not refused
 */
export type Preparation<R> = (context: JobContext, brokenOff: readonly string[]) => Promise<Job<R>>;

/** Prepares under the lock, then runs step after step, each with its entries in the journal. */
export async function runJob<R>(
  work: Convergence,
  prepare: Preparation<R>,
  brokenOff: readonly string[] = [],
): Promise<R> {
  const job = await prepare(work, brokenOff);
  for (const one of job.steps) await runStep(work, one);
  return await job.conclude(work);
}

async function runStep(work: Convergence, { step, reason, run }: JobStep): Promise<void> {
  const { signal, lock, journal, progress } = work;
  signal.throwIfAborted();
  await lock.assertHeld();
  progress(`${step}: ${reason}`);
  await journal.record({ step, reason, state: 'started' });
  try {
    await run(work);
  } catch (error) {
    await journal.record({ step, reason, state: 'failed', result: reasonOf(error) });
    throw error;
  }
  await journal.record({ step, reason, state: 'done' });
}
